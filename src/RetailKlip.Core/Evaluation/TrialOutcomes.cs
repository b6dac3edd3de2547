namespace RetailKlip.Core;

/// <summary>What a gallery answered, of one trial or of several together.</summary>
/// <param name="Queries">Of products that were enrolled.</param>
/// <param name="Unknowns">Of products that were not.</param>
public sealed record TrialOutcomes(IReadOnlyList<QueryOutcome> Queries, IReadOnlyList<QueryOutcome> Unknowns)
{
    public static TrialOutcomes Of(params IReadOnlyList<RetrievalMetrics> trials) =>
        new([.. trials.SelectMany(trial => trial.Queries)], [.. trials.SelectMany(trial => trial.Unknowns)]);

    /// <summary>
    /// Two halves for choosing on one and measuring on the other: every second picture of each queried product, and every second
    /// unknown product, so that no stranger is met twice; pictures where there is one unknown product only.
    /// </summary>
    public (TrialOutcomes First, TrialOutcomes Second) Halves()
    {
        var queries = Queries.GroupBy(query => query.Product)
            .SelectMany(product => product.Select((query, i) => (Outcome: query, Half: i % 2))).ToList();
        var strangers = Unknowns.GroupBy(unknown => unknown.Product).OrderBy(product => product.Key).ToList();
        var unknowns = strangers.SelectMany((product, nth) =>
            product.Select((unknown, i) => (Outcome: unknown, Half: (strangers.Count > 1 ? nth : i) % 2))).ToList();
        return (Half(0), Half(1));

        TrialOutcomes Half(int half) => new(Of(queries, half), Of(unknowns, half));
    }

    private static List<QueryOutcome> Of(IEnumerable<(QueryOutcome Outcome, int Half)> outcomes, int half) =>
        [.. outcomes.Where(pair => pair.Half == half).Select(pair => pair.Outcome)];
}
