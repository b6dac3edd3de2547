namespace RetailKlip.Cli;

/// <summary>Percentiles of measured durations, with linear interpolation between ranks.</summary>
internal static class Percentiles
{
    /// <param name="share">In [0, 1].</param>
    public static double At(IReadOnlyCollection<double> durations, double share)
    {
        if (durations.Count == 0)
            return 0;
        double[] sorted = [.. durations.Order()];
        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
