using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>
/// Makes a release of all approved products, and one of each store's part of them, whole and as deltas from those before, and publishes all that have
/// changed to the update repository in one step. One replica does at a time. What was published last is read from the repository itself: wherever an
/// attempt was cut off, the next one finds either all of it published or nothing.
/// </summary>
internal sealed partial class PublishJob(
    ServerContext db, ReleaseReader reader, UpdateRepository updates, DatabaseTurn turns, IOptions<ServerOptions> options, TimeProvider time,
    ILogger<PublishJob> logger) : IJobHandler
{
    public const string KindOfJob = "publish";

    /// <summary>So many deltas are kept: a kiosk that missed more fetches a whole release.</summary>
    private const int MostDeltas = 50;

    public string Kind => KindOfJob;

    private string Gallery => options.Value.Gallery;

    public async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var turn = await turns.TakeAsync(DatabaseWork.Publish, cancellation);
        if (await db.Releases.SingleOrDefaultAsync(one => one.Id == job.ReleaseId && one.Stage == ReleaseStage.Waiting, cancellation) is not { } release)
            return;
        // The turn is ours: what lies there is of somebody who was killed.
        var work = Path.Combine(Path.GetFullPath(options.Value.Data), "publishing");
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            await PublishAsync(release, work, cancellation);
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
        if (await db.Releases.SingleOrDefaultAsync(one => one.Id == job.ReleaseId && one.Stage == ReleaseStage.Waiting, cancellation) is not { } release)
            return;
        release.Fail(reason, time.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
    }

    private async Task PublishAsync(GalleryRelease release, string work, CancellationToken cancellation)
    {
        var (repository, keys) = (updates.Open(), updates.Keys());
        var published = repository.TargetsOf(UpdateRepository.GalleriesRole);
        var source = await reader.ReadAsync(cancellation);
        var all = Prepare(Gallery, null, source, published, work);
        // A store of whose products none is approved keeps the release that it has, as everything does that cannot be released.
        var stores = source.Stores.Where(store => store.Key != Gallery).OrderBy(store => store.Key, StringComparer.Ordinal)
            .Select(store => Prepare(store.Key, store.Value, source, published, work)).ToList();
        var changed = stores.Prepend(all).Where(one => one.Added.Count > 0).ToList();
        cancellation.ThrowIfCancellationRequested();
        if (changed.Count > 0
            && !repository.Publish(UpdateRepository.GalleriesRole, changed.SelectMany(one => one.Added), changed.SelectMany(one => one.Outdated), keys))
            throw new InvalidOperationException(
                "The keys folder lacks an online key of galleries, snapshot or timestamp: put it there, then 'klip keys publish', or ask again.");
        release.Finish(all, [.. changed.Select(one => one.Record.Gallery)], time.GetUtcNow());
    }

    /// <returns>Nothing to add where the gallery's newest release has the same content.</returns>
    private PreparedRelease Prepare(
        string gallery, IReadOnlySet<Sku>? assortment, ReleaseSource source, IReadOnlyDictionary<string, TargetFile> published, string work)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, gallery)).FullName;
        string file = Path.Combine(folder, "release"), whole = Path.Combine(folder, "whole"), delta = Path.Combine(folder, "delta");
        var before = published.TryGetValue(ReleaseTargets.Snapshot(gallery), out var target) ? ReleaseRecord.Read(target.Custom, target.Path) : null;
        var header = ReleaseFile.Write(file, gallery, source.Content((before?.Version ?? 0) + 1, assortment), EmbeddingFormat.Float16);
        if (before is not null && before.EncoderId == header.EncoderId && before.ContentHash == header.ContentHash)
            return new(before, [], [], null, null);
        var record = ReleasePackage.Pack(file, whole);
        var added = new List<NewTarget> { new(ReleaseTargets.Snapshot(gallery), whole, record.ToJson()) };
        (long, long)? step = null;
        // No delta leads from one encoder to another.
        if (before is not null && before.EncoderId == header.EncoderId && before.Dimension == header.Dimension && before.Embeddings == header.Embeddings)
        {
            var older = Path.Combine(folder, "older");
            ReleasePackage.Unpack(PackageOf(target!), before, older);
            added.Add(new NewTarget(ReleaseTargets.Delta(gallery, before.Version), delta, ReleasePackage.PackDelta(older, file, delta).ToJson()));
            step = (before.Version, new FileInfo(delta).Length);
        }
        return new(record, added, [.. Outdated(published, record)], new FileInfo(whole).Length, step);
    }

    private string PackageOf(TargetFile target)
    {
        var segments = target.Path.Split('/');
        return Path.Combine([updates.TargetsFolder, .. segments[..^1], $"{target.Hashes["sha256"]}.{segments[^1]}"]);
    }

    private static IEnumerable<string> Outdated(IReadOnlyDictionary<string, TargetFile> published, ReleaseRecord record)
    {
        var prefix = $"{ReleaseTargets.Folder}/{record.Gallery}.";
        const string Suffix = ".delta";
        foreach (var path in published.Keys)
            if (path.StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith(Suffix, StringComparison.Ordinal) && long.TryParse(path[prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                && (record.Version - from > MostDeltas || ReleaseRecord.Read(published[path].Custom, path).EncoderId != record.EncoderId))
                yield return path;
    }

    [LoggerMessage(1500, LogLevel.Information, "Release {Version} of {Gallery}: {Stage}, {Products} products, {Entries} embeddings")]
    private partial void LogPublished(string gallery, long? version, ReleaseStage stage, long? products, long? entries);
}
