using Microsoft.EntityFrameworkCore;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Server;

/// <summary>Makes the embeddings of one reference picture with the kiosk's own preprocessing, and notes what somebody who approves it should know: how
/// well the product is seen, whether another picture shows the same, which other products it looks like.</summary>
internal sealed class EmbedJob(
    ServerContext db, FileStore files, EnrolmentEncoder encoder, CatalogueEmbeddings catalogue, TimeProvider time) : IJobHandler
{
    // Of one product, pictures that are nearer than this teach an encoder nothing new.
    private const float NearDuplicate = 0.985f;

    private readonly QualityGate _gate = new();

    public string Kind => KindOf(encoder.EncoderId);

    /// <summary>Replicas with another encoder leave it alone.</summary>
    public static string KindOf(EncoderId encoder) => $"embed/{encoder}";

    public async Task RunAsync(Job job, CancellationToken cancellation)
    {
        if (await FindAsync(job, cancellation) is not { } picture)
            return;
        var content = await files.GetAsync(picture.Digest, picture.Bytes, cancellation);
        ViewQuality quality;
        try
        {
            using var decoded = Pictures.Decode(content, $"picture {picture.Id}");
            quality = _gate.Judge(decoded);
            await KeepAsync(picture, Embed(decoded), Thumbnails.Of(decoded), cancellation);
        }
        catch (PictureException broken)
        {
            picture.Refuse(broken.Message);
            await db.SaveChangesAsync(cancellation);
            return;
        }
        // Kept first: of two look-alikes that are enrolled at once, at least the later one sees the other.
        await CompareAsync(picture, quality, cancellation);
    }

    public async Task GiveUpAsync(Job job, string reason, CancellationToken cancellation)
    {
        if (await FindAsync(job, cancellation) is not { } picture)
            return;
        picture.Refuse($"It could not be embedded: {reason}");
        await db.SaveChangesAsync(cancellation);
    }

    private Task<ReferencePicture?> FindAsync(Job job, CancellationToken cancellation) =>
        db.Pictures.SingleOrDefaultAsync(picture => picture.Id == job.PictureId, cancellation);

    private Embedding[] Embed(Mat upright)
    {
        var views = QuarterTurns.Of(upright);
        try
        {
            return encoder.Encoder.Embed(views);
        }
        finally
        {
            foreach (var view in views)
                view.Dispose();
        }
    }

    private async Task KeepAsync(ReferencePicture picture, Embedding[] views, byte[] thumbnail, CancellationToken cancellation)
    {
        var (id, values, now) = (encoder.EncoderId.Value, PictureEmbedding.ToBytes(views), time.GetUtcNow());
        if (await db.PictureEmbeddings.SingleOrDefaultAsync(embedding => embedding.PictureId == picture.Id, cancellation) is { } before)
            (before.EncoderId, before.Values, before.Thumbnail, before.EmbeddedAt) = (id, values, thumbnail, now);
        else
            db.PictureEmbeddings.Add(new PictureEmbedding
            {
                PictureId = picture.Id, EncoderId = id, Values = values, Thumbnail = thumbnail, EmbeddedAt = now,
            });
        await db.SaveChangesAsync(cancellation);
    }

    private async Task CompareAsync(ReferencePicture picture, ViewQuality quality, CancellationToken cancellation)
    {
        var gallery = await catalogue.ReadAsync(db, cancellation);
        if (gallery.Entries.FirstOrDefault(entry => PictureEmbedding.PictureOf(entry) == picture.Id) is not { } upright)
            return;
        var own = gallery.Entries.Where(entry => entry.Sku == upright.Sku && PictureEmbedding.PictureOf(entry) < picture.Id);
        var nearest = own.Select(entry => (Entry: entry, Similarity: entry.Embedding.Similarity(upright.Embedding)))
            .OrderByDescending(other => other.Similarity).FirstOrDefault();
        long? duplicate = nearest.Similarity >= NearDuplicate ? PictureEmbedding.PictureOf(nearest.Entry) : null;
        var alike = LookAlikes.Find(gallery, encoder.Twins, new HashSet<Sku> { upright.Sku });

        var product = picture.ProductId;
        var skus = alike.SelectMany(pair => new[] { pair.First.Sku.Value, pair.Second.Sku.Value }).ToHashSet();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var products = await db.Products.Where(one => skus.Contains(one.Sku)).ToDictionaryAsync(one => one.Sku, one => one.Id, cancellation);
        await db.LookAlikes.Where(pair => pair.FirstProductId == product || pair.SecondProductId == product).ExecuteDeleteAsync(cancellation);
        db.LookAlikes.AddRange(alike.Select(pair => new LookAlikePair
        {
            FirstProductId = products[pair.First.Sku.Value],
            SecondProductId = products[pair.Second.Sku.Value],
            FirstPictureId = PictureEmbedding.PictureOf(pair.First),
            SecondPictureId = PictureEmbedding.PictureOf(pair.Second),
            Similarity = pair.Similarity,
        }));
        picture.Embedded(quality, duplicate);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
