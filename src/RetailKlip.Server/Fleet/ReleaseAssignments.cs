using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>
/// Which release each kiosk should run: the newest one that is for it, by its store's pin, its ring, or because it is for everybody. Never
/// an older one than it runs, which it would refuse.
/// </summary>
internal sealed class ReleaseAssignments(ServerContext db)
{
    // Rollouts behind this many newer versions of a gallery are of the past.
    private const int Recent = 100;

    private readonly Dictionary<string, List<(ReleaseVersion Version, Rollout? Rollout)>> _versions = [];
    private Dictionary<string, StorePin>? _pins;

    /// <returns>Null where the kiosk follows no gallery, or none of it was released here.</returns>
    public async Task<ReleaseAssignment?> OfAsync(RegisteredKiosk kiosk, CancellationToken cancellation)
    {
        if (kiosk.Gallery is not { } gallery)
            return null;
        _pins ??= await db.StorePins.AsNoTracking().ToDictionaryAsync(pin => pin.Store, cancellation);
        var wanted = _pins.TryGetValue(kiosk.Store, out var pin) && pin.Gallery == gallery
            ? pin.Version
            : (await VersionsAsync(gallery, cancellation))
                .FirstOrDefault(one => one.Rollout is null || one.Rollout.Reaches(kiosk)).Version?.Version;
        return wanted is { } version ? new ReleaseAssignment(gallery, Math.Max(version, kiosk.Release ?? 0)) : null;
    }

    /// <summary>The version of a gallery that is for everybody; null where there is none.</summary>
    /// <param name="before">Of a release older than this one; null: of any.</param>
    public async Task<ReleaseVersion?> StableAsync(string gallery, long? before, CancellationToken cancellation) =>
        (await VersionsAsync(gallery, cancellation)).FirstOrDefault(one =>
            (before is null || one.Version.ReleaseId < before) && (one.Rollout is null || one.Rollout.Stage == RolloutStage.All)).Version;

    /// <summary>All versions of a gallery that some kiosk may be told to run.</summary>
    public async Task<IReadOnlySet<long>> NeededAsync(string gallery, CancellationToken cancellation)
    {
        var needed = (await VersionsAsync(gallery, cancellation)).Where(one => one.Rollout is { IsOpen: true })
            .Select(one => one.Version.Version).ToHashSet();
        if (await StableAsync(gallery, null, cancellation) is { } stable)
            needed.Add(stable.Version);
        needed.UnionWith(await db.StorePins.Where(pin => pin.Gallery == gallery).Select(pin => pin.Version).ToListAsync(cancellation));
        return needed;
    }

    /// <summary>The newest rollout that has begun and not come to its end; null where there is none.</summary>
    public Task<Rollout?> OpenRolloutAsync(CancellationToken cancellation) => db.Rollouts.AsNoTracking()
        .Where(rollout => db.ReleaseVersions.Any(version => version.ReleaseId == rollout.ReleaseId))
        .Where(rollout => rollout.Stage == RolloutStage.Canary || rollout.Stage == RolloutStage.Part || rollout.Stage == RolloutStage.Halted)
        .OrderByDescending(rollout => rollout.ReleaseId).FirstOrDefaultAsync(cancellation);

    // The newest first; without those that were taken back.
    private async Task<List<(ReleaseVersion Version, Rollout? Rollout)>> VersionsAsync(string gallery, CancellationToken cancellation)
    {
        if (_versions.TryGetValue(gallery, out var known))
            return known;
        var rows = from version in db.ReleaseVersions.AsNoTracking()
                   where version.Gallery == gallery && !db.Releases.Any(later => later.Restores == version.ReleaseId)
                   join rollout in db.Rollouts.AsNoTracking() on version.ReleaseId equals rollout.ReleaseId into rollouts
                   from rollout in rollouts.DefaultIfEmpty()
                   orderby version.Version descending
                   select new { version, rollout };
        return _versions[gallery] = [.. (await rows.Take(Recent).ToListAsync(cancellation))
            .Select(row => (row.version, (Rollout?)row.rollout))];
    }
}
