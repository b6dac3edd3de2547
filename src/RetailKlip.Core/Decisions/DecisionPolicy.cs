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
        if (match.Similarity < Thresholds.UnknownBelow)
            return new Decision(DecisionKind.Unknown, match, [],
                Reason($"similarity {match.Similarity:F3} to {match.Best.Product.Sku} is below {Thresholds.UnknownBelow:F3}"));
        if (match.Similarity < Thresholds.AcceptSimilarity)
            return Ambiguous(match, Reason($"similarity {match.Similarity:F3} to {match.Best.Product.Sku} is below {Thresholds.AcceptSimilarity:F3}"));
        if (match.Margin < Thresholds.AcceptMargin)
            return Ambiguous(match,
                Reason($"margin {match.Margin:F3} of {match.Best.Product.Sku} over {match.RunnerUp?.Product.Sku} is below {Thresholds.AcceptMargin:F3}"));
        return new Decision(DecisionKind.Accepted, match, [],
            Reason($"similarity {match.Similarity:F3} and margin {match.Margin:F3} reach {Thresholds.AcceptSimilarity:F3} and {Thresholds.AcceptMargin:F3}"));
    }

    private Decision Ambiguous(Match match, string reason)
    {
        // What is itself below the floor is no suggestion, but a list of one would be a guess in disguise: the runner-up joins.
        var plausible = match.Candidates.Count(candidate => candidate.Similarity >= Thresholds.UnknownBelow);
        return new Decision(DecisionKind.Ambiguous, match, [.. match.Candidates.Take(Math.Clamp(plausible, 2, MaxPickList))], reason);
    }

    private static string Reason(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
