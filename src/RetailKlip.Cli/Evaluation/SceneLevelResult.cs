using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What `klip evaluate-scenes` prints of one level; the first measures are those of <see cref="CheckoutMetrics"/>.</summary>
/// <param name="Items">Items of all scenes that are sold.</param>
/// <param name="Helped">Checkout accuracy where the shopper picks from the lists that the kiosk offers.</param>
/// <param name="Found">Share of all items, sold or not, that have a track of their own in their place.</param>
/// <param name="UnknownsNamed">Share of the strangers that were accepted as a product; null without strangers.</param>
/// <param name="Asked">Share of the tracks that ended with a pick list.</param>
/// <param name="Unknown">Share of the tracks that ended as unknown.</param>
/// <param name="DecisionSeconds">From the first frame that shows an item to its decision, by the frames' own times.</param>
/// <param name="BusyMs">The pipeline's time for a whole scene, mean.</param>
internal sealed record SceneLevelResult(
    string Level,
    int Scenes,
    int Items,
    int Strangers,
    double CAcc,
    ConfidenceInterval CAccInterval,
    double Acd,
    double MCcd,
    [property: JsonPropertyName("mCIoU")] double MCIoU,
    double FalseAddsPerThousand,
    double Helped,
    ConfidenceInterval HelpedInterval,
    double Found,
    double? UnknownsNamed,
    ConfidenceInterval? UnknownsNamedInterval,
    double Asked,
    double Unknown,
    Quantiles DecisionSeconds,
    double BusyMs)
{
    public static SceneLevelResult Of(string level, IReadOnlyList<SceneOutcome> outcomes)
    {
        var alone = CheckoutMetrics.Compute([.. outcomes.Select(outcome => outcome.Alone)]);
        var helped = CheckoutMetrics.Compute([.. outcomes.Select(outcome => outcome.Helped)]);
        int items = outcomes.Sum(outcome => outcome.Alone.Truth.Count), strangers = outcomes.Sum(outcome => outcome.Strangers);
        int named = outcomes.Sum(outcome => outcome.StrangersNamed), tracks = Math.Max(1, outcomes.Sum(outcome => outcome.Tracks));
        return new SceneLevelResult(
            level,
            outcomes.Count,
            items,
            strangers,
            alone.CAcc,
            alone.CAccInterval,
            alone.Acd,
            alone.MCcd,
            alone.MCIoU,
            alone.FalseAddsPerThousand,
            helped.CAcc,
            helped.CAccInterval,
            (double)outcomes.Sum(outcome => outcome.Found) / (items + strangers),
            strangers == 0 ? null : (double)named / strangers,
            strangers == 0 ? null : ConfidenceInterval.Of(named, strangers),
            (double)outcomes.Sum(outcome => outcome.Asked) / tracks,
            (double)outcomes.Sum(outcome => outcome.Unknown) / tracks,
            Quantiles.Of([.. outcomes.SelectMany(outcome => outcome.DecisionSeconds)]),
            outcomes.Average(outcome => outcome.BusyMs));
    }
}
