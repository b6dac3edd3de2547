using System.Globalization;

namespace RetailKlip.Core;

/// <summary>Turns a match into a decision by two calibrated thresholds: a wrong name costs more than a question.</summary>
public sealed class DecisionPolicy(DecisionThresholds thresholds)
{
    /// <summary>A pick list longer than this is no help.</summary>
    public const int MaxPickList = 6;

    public DecisionThresholds Thresholds { get; } = thresholds.Validated();

    /// <param name="match">What the gallery said; null where it has no entries.</param>
    public Decision Decide(Match? match)
    {
        if (match is null)
            return new Decision(DecisionKind.Unknown, null, [], "the gallery has no entries");
        var (toAccept, apart) = (Thresholds.AcceptSimilarity, Thresholds.AcceptMargin);
        var (similarity, margin, best, runnerUp) = (match.Similarity, match.Margin, match.Best.Product.Sku, match.RunnerUp?.Product.Sku);
        if (similarity < Thresholds.UnknownBelow)
            return new Decision(DecisionKind.Unknown, match, [],
                Reason($"similarity {similarity:F3} to {best} is below {Thresholds.UnknownBelow:F3}"));
        if (similarity < toAccept)
            return Ambiguous(match, Reason($"similarity {similarity:F3} to {best} is below {toAccept:F3}"));
        if (margin < apart)
            return Ambiguous(match, Reason($"margin {margin:F3} of {best} over {runnerUp} is below {apart:F3}"));
        return new Decision(DecisionKind.Accepted, match, [],
            Reason($"similarity {similarity:F3} and margin {margin:F3} reach {toAccept:F3} and {apart:F3}"));
    }

    private Decision Ambiguous(Match match, string reason)
    {
        // What is itself below the floor is no suggestion, but a list of one would be a guess in disguise: the runner-up joins.
        var plausible = match.Candidates.Count(candidate => candidate.Similarity >= Thresholds.UnknownBelow);
        return new Decision(DecisionKind.Ambiguous, match, [.. match.Candidates.Take(Math.Clamp(plausible, 2, MaxPickList))], reason);
    }

    private static string Reason(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
