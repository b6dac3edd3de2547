using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary>What a gallery answered, of one trial or of several together.</summary>
/// <param name="Queries">Of products that were enrolled.</param>
/// <param name="Unknowns">Of products that were not.</param>
public sealed record TrialOutcomes(IReadOnlyList<QueryOutcome> Queries, IReadOnlyList<QueryOutcome> Unknowns)
{
    public static TrialOutcomes Of(params IReadOnlyList<RetrievalMetrics> trials) =>
        new([.. trials.SelectMany(trial => trial.Queries)], [.. trials.SelectMany(trial => trial.Unknowns)]);
}
