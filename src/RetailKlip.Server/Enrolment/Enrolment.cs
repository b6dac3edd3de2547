using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Vision;

namespace RetailKlip.Server;

/// <summary>Changes what products are enrolled by, and writes down who did.</summary>
internal sealed class Enrolment(ServerContext db, FileStore files, JobQueue jobs, EnrolmentEncoder encoder, AuditLog audit, TimeProvider time)
{
    /// <summary>Of one product.</summary>
    public const int MaxPictures = 200;

    public Task<ReferencePicture?> FindAsync(CatalogueProduct product, long picture, CancellationToken cancellation) =>
        db.Pictures.SingleOrDefaultAsync(one => one.ProductId == product.Id && one.Id == picture, cancellation);

    public Task<int> CountAsync(CatalogueProduct product, CancellationToken cancellation) =>
        db.Pictures.CountAsync(one => one.ProductId == product.Id, cancellation);

    /// <summary>Stores a picture and has it embedded in the background.</summary>
    /// <returns>The picture, and whether it is new: the same file of the same product is kept once.</returns>
    public async Task<(ReferencePicture Picture, bool IsNew)> AddAsync(
        CatalogueProduct product, ReadOnlyMemory<byte> content, PictureFormat format, string contentType, string who, CancellationToken cancellation)
    {
        var digest = await files.PutAsync(content, cancellation);
        if (await db.Pictures.SingleOrDefaultAsync(one => one.ProductId == product.Id && one.Digest == digest, cancellation) is { } known)
            return (known, false);
        var picture = db.Pictures.Add(new ReferencePicture
        {
            ProductId = product.Id,
            Digest = digest,
            Bytes = content.Length,
            ContentType = contentType,
            Width = format.Width,
            Height = format.Height,
            AddedAt = time.GetUtcNow(),
            AddedBy = who,
        }).Entity;
        await db.SaveChangesAsync(cancellation);
        jobs.Add(EmbedJob.KindOf(encoder.EncoderId), picture.Id);
        audit.Write(Catalogue.Subject(product.Sku), Member(picture), null, digest, who);
        await db.SaveChangesAsync(cancellation);
        return (picture, true);
    }

    /// <summary>Its file stays until nobody has named it for a day.</summary>
    public async Task RemoveAsync(CatalogueProduct product, ReferencePicture picture, string who, CancellationToken cancellation)
    {
        db.Pictures.Remove(picture);
        audit.Write(Catalogue.Subject(product.Sku), Member(picture), picture.Digest, null, who);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Agrees to a product and to all its embedded pictures: the next release carries them.</summary>
    /// <returns>Why that cannot be; null where it is done.</returns>
    public async Task<string?> ApproveAsync(CatalogueProduct product, string who, CancellationToken cancellation)
    {
        var pictures = await db.Pictures.Where(one => one.ProductId == product.Id).ToListAsync(cancellation);
        if (pictures.Count(one => one.State == PictureState.Pending) is > 0 and var pending)
            return $"{pending} pictures of product {product.Sku} are not embedded yet: wait until they are.";
        var embedded = pictures.Where(one => one.State == PictureState.Embedded).ToList();
        if (embedded.Count == 0)
            return $"Product {product.Sku} has no picture that it could be recognised by: add one.";
        var news = embedded.Where(one => !one.IsApproved).ToList();
        if (product.IsApproved && news.Count == 0)
            return null;
        news.ForEach(one => one.IsApproved = true);
        product.Approve(time.GetUtcNow(), who);
        audit.Write(Catalogue.Subject(product.Sku), "approved", null, new JsonArray([.. embedded.Select(one => (JsonNode)one.Id)]), who);
        await db.SaveChangesAsync(cancellation);
        return null;
    }

    /// <summary>Takes the product out of the next release.</summary>
    public async Task WithdrawAsync(CatalogueProduct product, string who, CancellationToken cancellation)
    {
        if (!product.IsApproved)
            return;
        product.Withdraw();
        await db.Pictures.Where(one => one.ProductId == product.Id).ExecuteUpdateAsync(one => one.SetProperty(p => p.IsApproved, false), cancellation);
        audit.Write(Catalogue.Subject(product.Sku), "approved", true, false, who);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>What somebody who approves a product should see.</summary>
    public async Task<EnrolmentResponse> ReviewAsync(CatalogueProduct product, CancellationToken cancellation)
    {
        var pictures = await db.Pictures.AsNoTracking().Where(one => one.ProductId == product.Id).OrderBy(one => one.Id).ToListAsync(cancellation);
        var pairs = from pair in db.LookAlikes
                    where pair.FirstProductId == product.Id || pair.SecondProductId == product.Id
                    let isFirst = pair.FirstProductId == product.Id
                    join other in db.Products on isFirst ? pair.SecondProductId : pair.FirstProductId equals other.Id
                    orderby pair.Similarity descending, other.Sku
                    select new EnrolmentResponse.LookAlike(other.Sku, pair.Similarity,
                        isFirst ? pair.FirstPictureId : pair.SecondPictureId, isFirst ? pair.SecondPictureId : pair.FirstPictureId);
        return new EnrolmentResponse(product.Sku, product.IsApproved, product.ApprovedAt, product.ApprovedBy,
            [.. pictures.Select(PictureResponse.Of)], await pairs.ToListAsync(cancellation));
    }

    private static string Member(ReferencePicture picture) => $"pictures.{picture.Id}";
}
