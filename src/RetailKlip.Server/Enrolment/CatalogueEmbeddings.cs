using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>The embeddings of all reference pictures, approved or not, in memory: what a new picture is compared with. Only what is new is fetched
/// from the database.</summary>
internal sealed class CatalogueEmbeddings(EnrolmentEncoder encoder) : IDisposable
{
    private const int AtOnce = 500;

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<long, (DateTimeOffset EmbeddedAt, GalleryEntry[] Entries)> _known = [];
    private Gallery? _gallery;

    /// <summary>A gallery of version 0, as the database is now; products carry their skus for names.</summary>
    public async Task<Gallery> ReadAsync(ServerContext db, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var id = encoder.EncoderId.Value;
            var embeddings = db.PictureEmbeddings.Where(embedding => embedding.EncoderId == id);
            var now = await embeddings.Select(embedding => new { embedding.PictureId, embedding.EmbeddedAt }).ToDictionaryAsync(
                embedding => embedding.PictureId, embedding => embedding.EmbeddedAt, cancellation);
            var gone = _known.Keys.Where(picture => !now.ContainsKey(picture)).ToList();
            gone.ForEach(picture => _known.Remove(picture));
            var news = now.Where(picture => !_known.TryGetValue(picture.Key, out var had) || had.EmbeddedAt != picture.Value)
                .Select(picture => picture.Key).ToList();
            foreach (var some in news.Chunk(AtOnce))
            {
                var rows = from embedding in embeddings
                           where some.Contains(embedding.PictureId)
                           join picture in db.Pictures on embedding.PictureId equals picture.Id
                           join product in db.Products on picture.ProductId equals product.Id
                           select new { picture.Id, product.Sku, embedding.Values, embedding.EmbeddedAt };
                await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
                    _known[row.Id] = (row.EmbeddedAt, [.. PictureEmbedding.ToEntries(row.Id, Sku.Parse(row.Sku), encoder.EncoderId, row.Values)]);
            }
            if (_gallery is null || gone.Count > 0 || news.Count > 0)
            {
                var entries = _known.Values.SelectMany(picture => picture.Entries).ToList();
                _gallery = new Gallery(0, encoder.EncoderId, encoder.Package.Manifest.Dimension,
                    entries.Select(entry => entry.Sku).Distinct().Select(sku => new Product(sku, sku.Value)), entries);
            }
            return _gallery;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
