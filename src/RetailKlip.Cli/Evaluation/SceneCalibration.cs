using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Thresholds for trays, chosen on the tracks of scenes with other products, other strangers and other light than those measured.</summary>
internal static class SceneCalibration
{
    private static readonly CalibrationGoal Goal = new() { FalseAccepts = 0.01, WrongNames = 0.01, Missed = 0.01 };

    // Of a track in whose place nothing lies: part of an item, or of several.
    private static readonly Sku Nothing = Sku.Parse("nothing");

    public static DecisionThresholds Choose(IEnumerable<SceneOutcome> outcomes)
    {
        var tracks = outcomes.SelectMany(outcome => outcome.Items).Where(item => item.Decision.Match is not null).ToLookup(item => item.IsSold);
        return ThresholdCalibration.Choose(new TrialOutcomes([.. tracks[true].Select(Outcome)], [.. tracks[false].Select(Outcome)]), Goal);
    }

    private static QueryOutcome Outcome(SeenItem item)
    {
        var match = item.Decision.Match!;
        return new(item.Shown ?? Nothing, match.Best.Product.Sku, match.Similarity, match.RunnerUp?.Product.Sku, match.Margin, item.IsNearestRight ? 1 : null);
    }
}
