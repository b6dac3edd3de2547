using System.Globalization;
using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>Makes the packages of a gallery's next release: whole, as a delta from the one before, and that one by its version, for kiosks
/// that are still told to run it.</summary>
internal sealed class ReleasePreparation(UpdateRepository updates, ReleaseAssignments assignments)
{
    /// <summary>So many deltas are kept: a kiosk that missed more fetches a whole release.</summary>
    private const int MostDeltas = 50;

    private const string DeltaSuffix = ".delta", VersionSuffix = ".release";

    /// <param name="published">Targets of all galleries.</param>
    /// <param name="work">Folder for what is made, the caller's to delete.</param>
    /// <param name="write">Writes the release of a version to a path.</param>
    /// <returns>Nothing to add where the gallery's newest release has the same content.</returns>
    public async Task<PreparedRelease> PrepareAsync(
        string gallery, IReadOnlyDictionary<string, TargetFile> published, string work, Func<long, string, ReleaseHeader> write,
        CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, gallery)).FullName;
        string file = Path.Combine(folder, "release"), whole = Path.Combine(folder, "whole"), delta = Path.Combine(folder, "delta");
        var before = published.TryGetValue(ReleaseTargets.Snapshot(gallery), out var target)
            ? ReleaseRecord.Read(target.Custom, target.Path) : null;
        var header = write((before?.Version ?? 0) + 1, file);
        if (before is not null && before.EncoderId == header.EncoderId && before.ContentHash == header.ContentHash)
            return new(before, [], [], null, null);
        var record = ReleasePackage.Pack(file, whole);
        var added = new List<NewTarget> { new(ReleaseTargets.Snapshot(gallery), whole, record.ToJson()) };
        if (before is not null)
            added.Add(new(ReleaseTargets.Version(gallery, before.Version), PackageOf(target!), target!.Custom));
        (long, long)? step = null;
        // No delta leads from one encoder to another.
        if (before is not null && before.EncoderId == header.EncoderId && before.Dimension == header.Dimension
            && before.Embeddings == header.Embeddings)
        {
            var older = Path.Combine(folder, "older");
            ReleasePackage.Unpack(PackageOf(target!), before, older);
            added.Add(new NewTarget(ReleaseTargets.Delta(gallery, before.Version), delta,
                ReleasePackage.PackDelta(older, file, delta).ToJson()));
            step = (before.Version, new FileInfo(delta).Length);
        }
        var needed = await assignments.NeededAsync(gallery, cancellation);
        return new(record, added, [.. Outdated(published, record, before?.Version, needed)], new FileInfo(whole).Length, step);
    }

    /// <summary>Writes a version's content again, as another version.</summary>
    /// <exception cref="InvalidOperationException">The repository has it no more.</exception>
    public ReleaseHeader Reissue(string gallery, long former, IReadOnlyDictionary<string, TargetFile> published, long version, string file)
    {
        var target = new[] { ReleaseTargets.Version(gallery, former), ReleaseTargets.Snapshot(gallery) }
            .Select(path => published.GetValueOrDefault(path))
            .FirstOrDefault(found => found is not null && ReleaseRecord.Read(found.Custom, found.Path).Version == former)
            ?? throw new InvalidOperationException($"The update repository has version {former} of {gallery} no more: approve what it had, and publish that.");
        var record = ReleaseRecord.Read(target.Custom, target.Path);
        var kept = file + ".former";
        ReleasePackage.Unpack(PackageOf(target), record, kept);
        ReleasePackage.Reissue(kept, record with { Version = version }, file);
        return ReleaseFile.Verify(file);
    }

    private string PackageOf(TargetFile target)
    {
        var segments = target.Path.Split('/');
        return Path.Combine([updates.TargetsFolder, .. segments[..^1], $"{target.Hashes["sha256"]}.{segments[^1]}"]);
    }

    /// <param name="before">The version that was the newest: kiosks may just be fetching it.</param>
    private static IEnumerable<string> Outdated(
        IReadOnlyDictionary<string, TargetFile> published, ReleaseRecord record, long? before, IReadOnlySet<long> needed)
    {
        foreach (var path in published.Keys)
            if (NumberIn(path, record.Gallery, DeltaSuffix) is { } from
                && (record.Version - from > MostDeltas || ReleaseRecord.Read(published[path].Custom, path).EncoderId != record.EncoderId)
                || NumberIn(path, record.Gallery, VersionSuffix) is { } version && version != before && !needed.Contains(version))
                yield return path;
    }

    private static long? NumberIn(string path, string gallery, string suffix)
    {
        var prefix = $"{ReleaseTargets.Folder}/{gallery}.";
        return path.Length > prefix.Length + suffix.Length && path.StartsWith(prefix, StringComparison.Ordinal)
            && path.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(path[prefix.Length..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : null;
    }
}
