using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>One decision as a JSON line of `klip match` and `klip recognise`.</summary>
/// <param name="Path">The picture, or the source it was seen in.</param>
/// <param name="Decision">Accepted, Ambiguous or Unknown.</param>
/// <param name="Product">The named product's sku; null unless accepted.</param>
/// <param name="Best">The nearest product's sku, named or not; null where the gallery has no entries.</param>
/// <param name="Evidence">Where the nearest reference image came from.</param>
/// <param name="Candidates">The pick list, nearest first; empty unless ambiguous.</param>
/// <param name="Thresholds">What similarity and margin were held against.</param>
/// <param name="ThresholdsFrom">Model, Gallery or Product: whose thresholds these are.</param>
/// <param name="Frame">Sequence number of the frame; only on a tray.</param>
/// <param name="Track">The item on the tray; only on a tray.</param>
/// <param name="Box">x, y, width and height in pixels of the frame; only on a tray.</param>
internal sealed record DecisionLine(
    string Path,
    string Decision,
    string? Product,
    string? Best,
    float? Similarity,
    string? RunnerUp,
    float? Margin,
    string Reason,
    string? Evidence,
    CandidateLine[] Candidates,
    DecisionThresholds? Thresholds,
    string ThresholdsFrom,
    long GalleryVersion,
    string EncoderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Frame = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Track = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Box = null)
{
    public static DecisionLine Of(string path, Decision decision, Gallery gallery)
    {
        var match = decision.Match;
        return new DecisionLine(
            path,
            decision.Kind.ToString(),
            decision.Product?.Sku.Value,
            match?.Best.Product.Sku.Value,
            match?.Similarity,
            match?.RunnerUp?.Product.Sku.Value,
            match?.Margin,
            decision.Reason,
            match?.Best.Nearest.Source,
            [.. decision.PickList.Select(CandidateLine.Of)],
            decision.Thresholds,
            decision.ThresholdsFrom.ToString(),
            gallery.Version,
            gallery.EncoderId.Value);
    }
}
