using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Thresholds for trays, chosen on the tracks of scenes with other products, other strangers and other light than those measured.</summary>
internal static class SceneCalibration
{
    private static readonly CalibrationGoal Goal = new() { FalseAccepts = 0.01, WrongNames = 0.01, Missed = 0.01 };

    // Of a track in whose place nothing lies: part of an item, or of several.
    private static readonly Sku Nothing = Sku.Parse("nothing");

    /// <param name="strangers">What the gallery says of products that are not sold, lying alone: trays show too few of them to choose on.</param>
    public static DecisionThresholds Choose(IEnumerable<SceneOutcome> outcomes, IEnumerable<(Sku Sku, Match Match)> strangers)
    {
        var tracks = outcomes.SelectMany(outcome => outcome.Items).Where(item => item.Decision.Match is not null).ToLookup(item => item.IsSold);
        var unknowns = tracks[false].Select(item => Outcome(item.Shown ?? Nothing, item.Decision.Match!))
            .Concat(strangers.Select(stranger => Outcome(stranger.Sku, stranger.Match)));
        return ThresholdCalibration.Choose(
            new TrialOutcomes([.. tracks[true].Select(item => Outcome(item.Shown!.Value, item.Decision.Match!))], [.. unknowns]), Goal);
    }

    private static QueryOutcome Outcome(Sku shown, Match match) => new(
        shown, match.Best.Product.Sku, match.Similarity, match.RunnerUp?.Product.Sku, match.Margin, match.Best.Product.Sku == shown ? 1 : null);
}
