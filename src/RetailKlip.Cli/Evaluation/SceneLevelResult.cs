using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What `klip evaluate-scenes` prints of one level; the first measures are those of <see cref="CheckoutMetrics"/>.</summary>
/// <param name="Items">Items of all scenes that are sold.</param>
/// <param name="Helped">Checkout accuracy where the shopper picks from the lists that the kiosk offers.</param>
/// <param name="Found">Share of all items, sold or not, that have a track of their own in their place.</param>
/// <param name="NearestRight">Of the found items that are sold: the share whose nearest product is right, whatever was decided.</param>
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
    double NearestRight,
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
        var tracks = outcomes.SelectMany(outcome => outcome.Items).ToList();
        int named = tracks.Count(track => track.IsStranger && track.Decision.Product is not null);
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
            (double)tracks.Count(track => track.Shown is not null) / (items + strangers),
            Share(tracks.Where(track => track.IsSold), track => track.IsNearestRight),
            strangers == 0 ? null : (double)named / strangers,
            strangers == 0 ? null : ConfidenceInterval.Of(named, strangers),
            Share(tracks, track => track.Decision.Kind == DecisionKind.Ambiguous),
            Share(tracks, track => track.Decision.Kind == DecisionKind.Unknown),
            Quantiles.Of([.. outcomes.SelectMany(outcome => outcome.DecisionSeconds)]),
            outcomes.Average(outcome => outcome.BusyMs));
    }

    private static double Share(IEnumerable<SeenItem> tracks, Func<SeenItem, bool> counts) =>
        tracks.Select(track => counts(track) ? 1.0 : 0).DefaultIfEmpty(0).Average();
}
