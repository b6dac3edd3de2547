using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>
/// How well a gallery names queries, and how well it tells them from products that are not enrolled. All values are shares or
/// means in [0, 1]; equal similarities are ordered as <see cref="Gallery"/> orders them.
/// </summary>
public sealed record RetrievalMetrics
{
    /// <summary>Share of queries whose best product is right.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of queries whose product is among the five best products.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean over the queried products of their <see cref="Top1"/>.</summary>
    public required double PerClass { get; init; }

    /// <summary>Mean average precision over the ranking of all gallery entries; entries of the query's product are relevant.</summary>
    public required double Map { get; init; }

    /// <summary>Average precision over the first R entries only, R being the number of relevant ones (Musgrave et al., ECCV
    /// 2020).</summary>
    public required double MapAtR { get; init; }

    /// <summary>Share of relevant entries among the first R.</summary>
    public required double RPrecision { get; init; }

    /// <summary>Probability that a query's best similarity, right or wrong, exceeds an unknown's, ties half; null without
    /// unknowns.</summary>
    public required double? Auroc { get; init; }

    /// <summary>
    /// Share of queries whose best product is right and whose similarity exceeds the 99th percentile of the unknowns' best
    /// similarities, interpolated linearly between ranks; null without unknowns.
    /// </summary>
    public required double? DirAtFar1 { get; init; }

    /// <summary>The same at the 99.9th percentile: a false accept rate of 0.1 %.</summary>
    public required double? DirAtFar01 { get; init; }

    /// <summary>In the order they were given.</summary>
    public required ImmutableArray<QueryOutcome> Queries { get; init; }

    /// <summary>In the order they were given.</summary>
    public required ImmutableArray<QueryOutcome> Unknowns { get; init; }

    /// <param name="gallery">All of one encoder, as are the queries and unknowns.</param>
    /// <param name="queries">At least one, each of a product of the gallery.</param>
    /// <param name="unknowns">Products that the gallery does not hold; may be empty.</param>
    /// <exception cref="ArgumentException">There is no gallery or query, a query is not enrolled, or an unknown is.</exception>
    public static RetrievalMetrics Compute(
        IReadOnlyList<LabelledEmbedding> gallery, IReadOnlyList<LabelledEmbedding> queries, IReadOnlyList<LabelledEmbedding> unknowns)
    {
        if (gallery.Count == 0 || queries.Count == 0)
            throw new ArgumentException("Metrics need at least one gallery entry and one query.");
        var enrolled = gallery.Select(entry => entry.Product).ToHashSet();
        if (queries.FirstOrDefault(query => !enrolled.Contains(query.Product)) is { } missing)
            throw new ArgumentException($"Query product {missing.Product} has no gallery entry: enrol it, or count it among the unknowns.",
                nameof(queries));
        if (unknowns.FirstOrDefault(unknown => enrolled.Contains(unknown.Product)) is { } known)
            throw new ArgumentException($"Unknown product {known.Product} is in the gallery: take it out of one of the two.",
                nameof(unknowns));

        var ranked = queries.AsParallel().AsOrdered().Select(query => new Ranking(gallery, query)).ToList();
        var outcomes = ranked.Select(ranking => ranking.Outcome).ToImmutableArray();
        var strangers = unknowns.AsParallel().AsOrdered().Select(unknown => new Ranking(gallery, unknown).Outcome).ToImmutableArray();
        var unknownSimilarities = strangers.Select(outcome => (double)outcome.Similarity).Order().ToArray();
        return new RetrievalMetrics
        {
            Top1 = outcomes.Average(outcome => outcome.IsRight ? 1.0 : 0),
            Top5 = outcomes.Average(outcome => outcome.Rank <= 5 ? 1.0 : 0),
            PerClass = outcomes.GroupBy(outcome => outcome.Product).Average(group => group.Average(outcome => outcome.IsRight ? 1.0 : 0)),
            Map = ranked.Average(ranking => ranking.AveragePrecision),
            MapAtR = ranked.Average(ranking => ranking.AveragePrecisionAtR),
            RPrecision = ranked.Average(ranking => ranking.RPrecision),
            Auroc = ShareAbove(outcomes, unknownSimilarities),
            DirAtFar1 = DetectedAbove(outcomes, unknownSimilarities, 0.99),
            DirAtFar01 = DetectedAbove(outcomes, unknownSimilarities, 0.999),
            Queries = outcomes,
            Unknowns = strangers,
        };
    }

    /// <summary>The quantile of sorted values, interpolated linearly between ranks (definition 7 of Hyndman and Fan, 1996).</summary>
    /// <param name="sorted">Rising, at least one.</param>
    /// <param name="share">In [0, 1].</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var rank = share * (sorted.Length - 1);
        var below = (int)Math.Floor(rank);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    private static double? ShareAbove(ImmutableArray<QueryOutcome> queries, double[] unknowns)
    {
        if (unknowns.Length == 0)
            return null;
        var sum = 0.0;
        foreach (var query in queries)
            sum += (CountBelow(unknowns, query.Similarity, orEqual: false) + CountBelow(unknowns, query.Similarity, orEqual: true)) / 2.0;
        return sum / ((double)queries.Length * unknowns.Length);
    }

    private static double? DetectedAbove(ImmutableArray<QueryOutcome> queries, double[] unknowns, double share)
    {
        if (unknowns.Length == 0)
            return null;
        var threshold = Quantile(unknowns, share);
        return queries.Average(query => query.IsRight && query.Similarity > threshold ? 1.0 : 0);
    }

    private static int CountBelow(double[] sorted, double value, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle] < value || orEqual && sorted[middle] == value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
