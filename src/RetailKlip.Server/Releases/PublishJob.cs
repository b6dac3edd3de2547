using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>
/// Makes a release of all approved products, whole and as a delta from the one before, and publishes it to the update repository in one step. One
/// replica does at a time. What was published last is read from the repository itself: wherever an attempt was cut off, the next one finds either all
/// of it published or nothing.
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
        var work = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(options.Value.Data), "publishing", $"{Guid.NewGuid():n}")).FullName;
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
        var before = published.TryGetValue(ReleaseTargets.Snapshot(Gallery), out var target) ? ReleaseRecord.Read(target.Custom, target.Path) : null;
        var version = (before?.Version ?? 0) + 1;

        string file = Path.Combine(work, "release"), whole = Path.Combine(work, "whole"), delta = Path.Combine(work, "delta");
        var header = ReleaseFile.Write(file, Gallery, await reader.ReadAsync(version, cancellation), EmbeddingFormat.Float16);
        if (before is not null && before.EncoderId == header.EncoderId && before.ContentHash == header.ContentHash)
        {
            release.LeaveUnchanged(before, time.GetUtcNow());
            return;
        }
        var record = ReleasePackage.Pack(file, whole);
        var added = new List<NewTarget> { new(ReleaseTargets.Snapshot(Gallery), whole, record.ToJson()) };
        (long, long)? step = null;
        // No delta leads from one encoder to another.
        if (before is not null && before.EncoderId == header.EncoderId && before.Dimension == header.Dimension && before.Embeddings == header.Embeddings)
        {
            var older = Path.Combine(work, "older");
            ReleasePackage.Unpack(PackageOf(target!), before, older);
            added.Add(new NewTarget(ReleaseTargets.Delta(Gallery, before.Version), delta, ReleasePackage.PackDelta(older, file, delta).ToJson()));
            step = (before.Version, new FileInfo(delta).Length);
        }
        cancellation.ThrowIfCancellationRequested();
        if (!repository.Publish(UpdateRepository.GalleriesRole, added, Outdated(published, version, record), keys))
            throw new InvalidOperationException(
                "The keys folder lacks an online key of galleries, snapshot or timestamp: put it there, then 'klip keys publish', or ask again.");
        release.Publish(record, new FileInfo(whole).Length, step, time.GetUtcNow());
    }

    private string PackageOf(TargetFile target)
    {
        var segments = target.Path.Split('/');
        return Path.Combine([updates.TargetsFolder, .. segments[..^1], $"{target.Hashes["sha256"]}.{segments[^1]}"]);
    }

    private IEnumerable<string> Outdated(IReadOnlyDictionary<string, TargetFile> published, long version, ReleaseRecord record)
    {
        var prefix = $"{ReleaseTargets.Folder}/{Gallery}.";
        foreach (var path in published.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith(".delta", StringComparison.Ordinal)))
            if (long.TryParse(path[prefix.Length..^".delta".Length], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                && (version - from > MostDeltas || ReleaseRecord.Read(published[path].Custom, path).EncoderId != record.EncoderId))
                yield return path;
    }

    [LoggerMessage(1500, LogLevel.Information, "Release {Version} of {Gallery}: {Stage}, {Products} products, {Entries} embeddings")]
    private partial void LogPublished(string gallery, long? version, ReleaseStage stage, long? products, long? entries);
}
