using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What the next release carries, as the catalogue is at one moment.</summary>
internal sealed class ReleaseReader(ServerContext db, EnrolmentEncoder encoder, IOptions<ServerOptions> options)
{
    /// <summary>Why there can be no release now; null where there can.</summary>
    public async Task<string?> RefusalAsync(CancellationToken cancellation)
    {
        if (!await Approved().AnyAsync(cancellation))
            return "No product is approved that has a picture: a release without products would keep kiosks from selling.";
        var waiting = await Approved().CountAsync(picture => picture.State == PictureState.Pending, cancellation);
        return waiting == 0 ? null : $"{waiting} approved pictures are being embedded anew: wait until they are.";
    }

    /// <summary>All approved products with the embeddings of their approved pictures, and what each store sells.</summary>
    /// <exception cref="InvalidOperationException">There can be no release now.</exception>
    public async Task<ReleaseSource> ReadAsync(CancellationToken cancellation)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        if (await RefusalAsync(cancellation) is { } refusal)
            throw new InvalidOperationException(refusal);
        var id = encoder.EncoderId.Value;
        var documents = await db.Products.AsNoTracking().Where(product => product.ApprovedAt != null).ToListAsync(cancellation);
        var rows = from picture in Approved()
                   where picture.State == PictureState.Embedded
                   join embedding in db.PictureEmbeddings on picture.Id equals embedding.PictureId
                   where embedding.EncoderId == id
                   orderby picture.Id
                   select new { picture.Id, picture.ProductId, embedding.Values, embedding.Thumbnail };
        var skus = documents.ToDictionary(product => product.Id, product => Sku.Parse(product.Sku));
        var entries = new List<GalleryEntry>();
        var thumbnails = new Dictionary<long, byte[]>();
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            entries.AddRange(PictureEmbedding.ToEntries(row.Id, skus[row.ProductId], encoder.EncoderId, row.Values));
            thumbnails.TryAdd(row.ProductId, row.Thumbnail);
        }
        var products = new List<Product>();
        var prices = new List<DisplayPrice>();
        // One whose last picture was taken away can be recognised by nothing.
        foreach (var known in documents.Where(product => thumbnails.ContainsKey(product.Id)))
        {
            var product = known.ToDocument();
            products.Add(Describe(product, thumbnails[known.Id]));
            if (product.Price is { } price)
                prices.Add(new DisplayPrice(skus[known.Id], price.Amount, price.Currency, price.Unit));
        }
        var sold = from one in db.StoreProducts
                   join store in db.Stores on one.StoreId equals store.Id
                   select new { store.Name, one.ProductId };
        var stores = (await sold.ToListAsync(cancellation)).Where(one => thumbnails.ContainsKey(one.ProductId))
            .GroupBy(one => one.Name, one => skus[one.ProductId]).ToDictionary(store => store.Key, IReadOnlySet<Sku> (store) => store.ToHashSet());
        return new(encoder.EncoderId, encoder.Package.Manifest.Dimension, products, entries, [.. prices.OrderBy(price => price.Sku)], stores);
    }

    private IQueryable<ReferencePicture> Approved() => db.Pictures.AsNoTracking().Where(picture =>
        picture.IsApproved && db.Products.Any(product => product.Id == picture.ProductId && product.ApprovedAt != null));

    private Product Describe(ProductDocument product, byte[] thumbnail)
    {
        var rule = ProductRules.Rule(product);
        return new Product(
            Sku.Parse(product.Sku), Name(product.Names), product.Gtins is [var gtin, ..] ? Gtin.Parse(gtin) : null,
            product.Plu is { } plu ? Plu.Parse(plu) : null, thumbnail, rule == new ProductRule() ? null : rule);
    }

    // The wanted language, that language of another country, or the first there is.
    private string Name(SortedDictionary<string, string> names)
    {
        var wanted = options.Value.Language;
        var parent = wanted.Split('-')[0];
        return names.TryGetValue(wanted, out var name) || names.TryGetValue(parent, out name) ? name
            : names.FirstOrDefault(one => one.Key.StartsWith(parent + "-", StringComparison.Ordinal)).Value ?? names.First().Value;
    }
}
