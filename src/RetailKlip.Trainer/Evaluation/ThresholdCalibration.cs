using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>Chooses the thresholds of a decision on measured outcomes.</summary>
public static class ThresholdCalibration
{
    private const int Steps = 60;

    /// <summary>
    /// The thresholds that name the most queries rightly among those that name at most <paramref name="falseAccepts"/> of the
    /// unknowns and give at most <paramref name="wrongNames"/> of the queries a wrong name. Below <c>unknownBelow</c> lie
    /// <paramref name="missed"/> of the right queries.
    /// </summary>
    /// <param name="data">What the outcomes were measured on, in words.</param>
    public static ModelDecision Choose(TrialOutcomes outcomes, double falseAccepts, double wrongNames, double missed, string data)
    {
        var all = outcomes.Queries.Concat(outcomes.Unknowns).ToList();
        double[] similarities = [.. all.Select(outcome => (double)outcome.Similarity).Order()];
        double[] margins = [.. all.Select(outcome => (double)outcome.Margin).Order()];
        ModelDecision? best = null;
        for (var s = 0; s <= Steps; s++)
        {
            for (var m = 0; m <= Steps; m++)
            {
                var similarity = Rounded(s == Steps ? 1 : RetrievalMetrics.Quantile(similarities, (double)s / Steps));
                var margin = Rounded(m == 0 ? 0 : RetrievalMetrics.Quantile(margins, (double)m / Steps));
                var candidate = Measure(outcomes, similarity, margin, similarity, data);
                if (candidate.FalseAcceptRate <= falseAccepts && candidate.WrongNameRate <= wrongNames
                    && (best is null || candidate.FalseRejectRate < best.FalseRejectRate))
                    best = candidate;
            }
        }
        best ??= Measure(outcomes, 1, 0, 1, data);
        double[] right = [.. outcomes.Queries.Where(query => query.IsRight).Select(query => (double)query.Similarity).Order()];
        var unknownBelow = right.Length == 0 ? best.AcceptSimilarity : Rounded(RetrievalMetrics.Quantile(right, missed));
        unknownBelow = Math.Min(best.AcceptSimilarity, unknownBelow);
        return Measure(outcomes, best.AcceptSimilarity, best.AcceptMargin, unknownBelow, data);
    }

    /// <summary>The error rates that given thresholds have on measured outcomes.</summary>
    public static ModelDecision Measure(
        TrialOutcomes outcomes, float acceptSimilarity, float acceptMargin, float unknownBelow, string data)
    {
        return new(
            acceptSimilarity, acceptMargin, unknownBelow, data,
            FalseAcceptRate: Share(outcomes.Unknowns, IsNamed),
            WrongNameRate: Share(outcomes.Queries, outcome => IsNamed(outcome) && !outcome.IsRight),
            FalseRejectRate: Share(outcomes.Queries, outcome => !IsNamed(outcome)),
            FalseAcceptInterval: Interval(outcomes.Unknowns.Count(IsNamed), outcomes.Unknowns.Count));

        bool IsNamed(QueryOutcome outcome) => outcome.Similarity >= acceptSimilarity && outcome.Margin >= acceptMargin;
    }

    private static ConfidenceInterval Interval(int counted, int of)
    {
        var (low, high) = ConfidenceInterval.Of(counted, of);
        return new(Math.Round(low, 4), Math.Round(high, 4));
    }

    private static double Share(IReadOnlyCollection<QueryOutcome> outcomes, Func<QueryOutcome, bool> counts) =>
        outcomes.Count == 0 ? 0 : Math.Round((double)outcomes.Count(counts) / outcomes.Count, 4);

    private static float Rounded(double value) => (float)Math.Round(value, 3);
}
