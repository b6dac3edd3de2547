using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>
/// Makes a release of all approved products, and one of each store's part of them, whole and as deltas from those before, or brings back
/// what was before a release, and publishes all that have changed to the update repository in one step. One replica does at a time. What
/// was published last is read from the repository itself: wherever an attempt was cut off, the next one finds either all of it published or
/// nothing.
/// </summary>
internal sealed partial class PublishJob(
    ServerContext db, ReleaseReader reader, ReleasePreparation preparation, ReleaseAssignments assignments, RolloutChanges rollouts,
    UpdateRepository updates, EnrolmentEncoder encoder, DatabaseTurn turns, IOptions<ServerOptions> options, TimeProvider time,
    ILogger<PublishJob> logger) : IJobHandler
{
    public const string KindOfJob = "publish";

    public string Kind => KindOfJob;

    private string Gallery => options.Value.Gallery;

    public async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var turn = await turns.TakeAsync(DatabaseWork.Publish, cancellation);
        if (await db.Releases.SingleOrDefaultAsync(one => one.Id == job.ReleaseId && one.Stage == ReleaseStage.Waiting, cancellation)
            is not { } release)
            return;
        // The turn is ours: what lies there is of somebody who was killed.
        var work = Path.Combine(Path.GetFullPath(options.Value.Data), "publishing");
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            await PublishAsync(release, job, work, cancellation);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        LogPublished(Gallery, release.Version, release.Stage, release.Products, release.Entries);
    }

    public async Task GiveUpAsync(Job job, string reason, CancellationToken cancellation)
    {
        if (await db.Releases.SingleOrDefaultAsync(one => one.Id == job.ReleaseId && one.Stage == ReleaseStage.Waiting, cancellation)
            is not { } release)
            return;
        release.Fail(reason, time.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
    }

    private async Task PublishAsync(GalleryRelease release, Job job, string work, CancellationToken cancellation)
    {
        var (repository, keys) = (updates.Open(), updates.Keys());
        var published = repository.TargetsOf(UpdateRepository.GalleriesRole);
        var prepared = release.Restores is { } taken
            ? await RestoreAsync(taken, published, work, cancellation)
            : await GatherAsync(published, work, cancellation);
        var changed = prepared.Where(one => one.Added.Count > 0).ToList();
        cancellation.ThrowIfCancellationRequested();
        // The encoder first: kiosks hold a release until they have its encoder.
        if (EncoderTargets.Publish(repository, encoder.Package, keys))
            LogStaged(encoder.EncoderId.Short, updates.Folder);
        if (changed.Count > 0
            && !repository.Publish(UpdateRepository.GalleriesRole, changed.SelectMany(one => one.Added),
                changed.SelectMany(one => one.Outdated), keys))
            throw new InvalidOperationException(
                "The keys folder lacks an online key of galleries, snapshot or timestamp: put it there, then 'klip keys publish', or ask again.");
        var unknown = await NoteAsync(release, prepared, cancellation);
        // What an attempt published that was cut off before it could note it is this release's too.
        var news = prepared.Where(one => one.Added.Count > 0 || job.Attempts > 1 && unknown.Contains(one.Record.Gallery))
            .Select(one => one.Record.Gallery).ToList();
        release.Finish(prepared[0], news, time.GetUtcNow());
        if (news.Count == 0)
            return;
        await rollouts.SupersedeAsync(release.Id, cancellation);
        if (await db.Rollouts.SingleOrDefaultAsync(rollout => rollout.ReleaseId == release.Id, cancellation) is { IsOpen: true } plan)
            plan.Start(time.GetUtcNow());
    }

    private async Task<List<PreparedRelease>> GatherAsync(IReadOnlyDictionary<string, TargetFile> published, string work,
        CancellationToken cancellation)
    {
        var source = await reader.ReadAsync(cancellation);
        // A store of whose products none is approved keeps the release that it has, as everything does that cannot be released.
        var stores = source.Stores.Where(store => store.Key != Gallery).OrderBy(store => store.Key, StringComparer.Ordinal)
            .Select(store => (Gallery: store.Key, Assortment: (IReadOnlySet<Sku>?)store.Value));
        var prepared = new List<PreparedRelease>();
        foreach (var (gallery, assortment) in stores.Prepend((Gallery, null)))
            prepared.Add(await preparation.PrepareAsync(gallery, published, work,
                (version, file) => ReleaseFile.Write(file, gallery, source.Content(version, assortment), EmbeddingFormat.Float16),
                cancellation));
        return prepared;
    }

    // Kiosks accept nothing older than they trusted: what was before comes back as something newer.
    private async Task<List<PreparedRelease>> RestoreAsync(
        long taken, IReadOnlyDictionary<string, TargetFile> published, string work, CancellationToken cancellation)
    {
        var prepared = new List<PreparedRelease>();
        var galleries = await db.ReleaseVersions.Where(version => version.ReleaseId == taken).OrderBy(version => version.Gallery != Gallery)
            .ThenBy(version => version.Gallery).Select(version => version.Gallery).ToListAsync(cancellation);
        foreach (var gallery in galleries)
            if (await assignments.StableAsync(gallery, taken, cancellation) is { } former)
                prepared.Add(await preparation.PrepareAsync(gallery, published, work,
                    (version, file) => preparation.Reissue(gallery, former.Version, published, version, file), cancellation));
        return prepared.Count > 0 ? prepared
            : throw new InvalidOperationException($"There was no release for everybody before {taken} that could be brought back.");
    }

    /// <returns>Galleries whose newest version was not noted before.</returns>
    private async Task<HashSet<string>> NoteAsync(GalleryRelease release, List<PreparedRelease> prepared, CancellationToken cancellation)
    {
        var unknown = new HashSet<string>();
        foreach (var record in prepared.Select(one => one.Record))
            if (!await db.ReleaseVersions.AnyAsync(version => version.Gallery == record.Gallery && version.Version == record.Version,
                cancellation))
            {
                unknown.Add(record.Gallery);
                db.ReleaseVersions.Add(new ReleaseVersion
                {
                    Gallery = record.Gallery, Version = record.Version, ReleaseId = release.Id, ContentHash = record.ContentHash,
                });
            }
        return unknown;
    }

    [LoggerMessage(1501, LogLevel.Warning,
        "Encoder {Encoder} waits for its signatures in {Repository}/staged/models.json: have its holders sign it with 'klip keys sign', then 'klip keys publish'")]
    private partial void LogStaged(string encoder, string repository);

    [LoggerMessage(1500, LogLevel.Information, "Release {Version} of {Gallery}: {Stage}, {Products} products, {Entries} embeddings")]
    private partial void LogPublished(string gallery, long? version, ReleaseStage stage, long? products, long? entries);
}
