namespace RetailKlip.Core;

/// <summary>Frames counted by how long they took, so that the times of many kiosks and hours can be added up.</summary>
public static class LatencyBuckets
{
    /// <summary>Upper bounds in milliseconds; one more bucket is for what took longer.</summary>
    public static IReadOnlyList<int> Bounds { get; } = [5, 10, 15, 20, 30, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300, 400, 500, 750,
        1000, 2000, 5000];

    public static int Count { get; } = Bounds.Count + 1;

    public static int Of(TimeSpan duration)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && duration.TotalMilliseconds > Bounds[bucket])
            bucket++;
        return bucket;
    }

    /// <summary>The bound below which at least a share of the frames lies, in milliseconds; null where there are none, or it lies above all
    /// bounds.</summary>
    /// <param name="share">In (0, 1], as 0.95.</param>
    public static int? Quantile(IReadOnlyList<long> counts, double share)
    {
        var (all, below) = (counts.Sum(), 0L);
        for (var bucket = 0; all > 0 && bucket < Bounds.Count && bucket < counts.Count; bucket++)
            if ((below += counts[bucket]) >= share * all)
                return Bounds[bucket];
        return null;
    }
}
