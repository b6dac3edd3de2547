using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>
/// Holds the kiosks that run a new release against their own week before it; where they were too few or too idle then, against all that run
/// older versions of the same galleries.
/// </summary>
internal sealed class RolloutGates(ServerContext db, IOptions<ServerOptions> options)
{
    // Of a gallery: a thousand kiosks' last four days.
    private const int MostHours = 100_000;

    private static readonly TimeSpan Before = TimeSpan.FromDays(7);

    /// <summary>How many kiosks run the release, and each gate.</summary>
    public async Task<(int Kiosks, IReadOnlyList<RolloutGate> Gates)> LookAsync(Rollout rollout, CancellationToken cancellation)
    {
        var versions = await db.ReleaseVersions.AsNoTracking().Where(version => version.ReleaseId == rollout.ReleaseId)
            .ToDictionaryAsync(version => version.Gallery, version => version.Version, cancellation);
        var fresh = new List<KioskHour>();
        var older = new List<IQueryable<KioskHour>>();
        var since = KioskHour.HourOf(rollout.StartedAt - Before);
        foreach (var (gallery, version) in versions)
        {
            var hours = db.KioskHours.AsNoTracking().Where(hour => hour.Gallery == gallery && hour.Hour >= since);
            fresh.AddRange(await hours.Where(hour => hour.Release == version).ToListAsync(cancellation));
            older.Add(hours.Where(hour => hour.Release < version));
        }
        var (limits, former) = (options.Value.Rollouts, new List<KioskHour>());
        List<Guid> kiosks = [.. fresh.Select(hour => hour.KioskId).Distinct()];
        foreach (var hours in older)
            former.AddRange(await hours.Where(hour => kiosks.Contains(hour.KioskId)).ToListAsync(cancellation));
        if (former.Count < limits.Hours || Decided(former) < limits.Decisions)
        {
            former.Clear();
            foreach (var hours in older)
                former.AddRange(await hours.OrderByDescending(hour => hour.Hour).Take(MostHours).ToListAsync(cancellation));
        }
        return (kiosks.Count, Judge(fresh, former, limits));
    }

    internal static IReadOnlyList<RolloutGate> Judge(IReadOnlyList<KioskHour> fresh, IReadOnlyList<KioskHour> former, RolloutOptions limits)
    {
        var areMany = fresh.Count >= limits.Hours && former.Count >= limits.Hours;
        var isEnough = areMany && Decided(fresh) >= limits.Decisions && Decided(former) >= limits.Decisions;
        var slow = SlowBucket(former);
        return
        [
            Gate("assist", limits.AssistRate, isEnough, hour => (hour.Ambiguous, hour.Decisions.All)),
            Gate("unknown", limits.UnknownRate, isEnough, hour => (hour.Unknown, hour.Decisions.All)),
            Gate("override", limits.OverrideRate, isEnough, hour => (Math.Min(hour.Overridden, hour.Accepted), hour.Accepted)),
            Gate("crash", limits.CrashRate, areMany, hour => (hour.Crashes > 0 ? 1 : 0, 1)),
            Gate("slow", limits.SlowRate, isEnough, hour => (hour.LatencyCounts.Skip(slow + 1).Sum(), hour.LatencyCounts.Sum())),
        ];

        RolloutGate Gate(string name, double tolerated, bool enough, Func<KioskHour, (long, long)> count) =>
            new(name, RateComparison.Of([.. fresh.Select(count)], [.. former.Select(count)]), tolerated, enough);
    }

    private static long Decided(IReadOnlyList<KioskHour> hours) => hours.Sum(hour => hour.Decisions.All);

    // Up to this one 95 % of the frames went before.
    private static int SlowBucket(IReadOnlyList<KioskHour> former)
    {
        var counts = new long[LatencyBuckets.Count];
        foreach (var hour in former)
            foreach (var (bucket, count) in hour.LatencyCounts.Index())
                counts[bucket] += count;
        return LatencyBuckets.Quantile(counts, 0.95) is { } bound ? LatencyBuckets.Bounds.Index().First(one => one.Item == bound).Index
            : LatencyBuckets.Count - 1;
    }
}
