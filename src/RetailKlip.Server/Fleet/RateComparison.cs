namespace RetailKlip.Server;

/// <summary>
/// By how much a share is larger in one group than in another, at least. The items of one kiosk and hour are alike, so that counting each
/// as evidence of its own would find differences where there are none: both groups' counts are first reduced by their design effect, the
/// ratio of the variance between kiosk hours to that of independent items (Rao and Scott, "A simple method for the analysis of clustered
/// binary data", Biometrics 48, 1992). Then the difference gets its score interval (Newcombe, "Interval estimation for the difference
/// between independent proportions", Statistics in Medicine 17, 1998, method 10).
/// </summary>
/// <param name="New">Share in the first group, in [0, 1].</param>
/// <param name="Old">Share in the second group, in [0, 1].</param>
/// <param name="LeastDifference">Lower end of the interval of their difference, in [-1, 1]; -1 where nothing is known.</param>
internal sealed record RateComparison(double New, long NewOf, double Old, long OldOf, double LeastDifference)
{
    /// <summary>
    /// The 99.997th percentile of the standard normal distribution. Five shares that are looked at once an hour for a week are 840 looks:
    /// with Bonferroni's correction, fewer than 3 rollouts of a hundred are halted by chance, where no difference at all is tolerated.
    /// </summary>
    public const double Z = 4;

    /// <param name="fresh">Counted, and out of how many, by kiosk and hour.</param>
    /// <param name="former">The same of what it is compared with.</param>
    /// <param name="z">Quantile of the standard normal distribution that both ends of the interval are at.</param>
    public static RateComparison Of(IReadOnlyList<(long Counted, long Of)> fresh, IReadOnlyList<(long Counted, long Of)> former,
        double z = Z)
    {
        var (a, b) = (Group(fresh), Group(former));
        if (a.Of == 0 || b.Of == 0)
            return new(a.Share, a.Of, b.Share, b.Of, -1);
        var (low, high) = (Score(a.Share, a.Effective, z).Low, Score(b.Share, b.Effective, z).High);
        var least = a.Share - b.Share - Math.Sqrt((a.Share - low) * (a.Share - low) + (high - b.Share) * (high - b.Share));
        return new(a.Share, a.Of, b.Share, b.Of, least);
    }

    private static (double Share, long Of, double Effective) Group(IReadOnlyList<(long Counted, long Of)> clusters)
    {
        var seen = clusters.Where(cluster => cluster.Of > 0).ToList();
        var of = seen.Sum(cluster => cluster.Of);
        if (of == 0)
            return (0, 0, 0);
        var share = (double)seen.Sum(cluster => cluster.Counted) / of;
        var independent = share * (1 - share) / of;
        if (seen.Count < 2 || independent == 0)
            return (share, of, of);
        var between = seen.Sum(cluster => Math.Pow(cluster.Counted - cluster.Of * share, 2)) * seen.Count / (seen.Count - 1) / of / of;
        // Clusters that happen to be more alike than chance would have it are no better evidence.
        return (share, of, of / Math.Max(1, between / independent));
    }

    // Wilson's, see ConfidenceInterval, for counts that are no whole numbers any more.
    private static (double Low, double High) Score(double share, double of, double z)
    {
        var scale = 1 + z * z / of;
        var centre = (share + z * z / (2 * of)) / scale;
        var half = z / scale * Math.Sqrt(share * (1 - share) / of + z * z / (4 * of * of));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
