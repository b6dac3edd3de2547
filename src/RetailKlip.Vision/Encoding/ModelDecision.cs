using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>Calibrated thresholds with the evidence they came from: the section <c>decision</c> of <c>model.json</c>.</summary>
/// <param name="Data">Which pictures the thresholds were calibrated on, and how.</param>
/// <param name="FalseAcceptRate">Share of queries of products that are not enrolled, in [0, 1], that these thresholds name
/// nonetheless.</param>
/// <param name="WrongNameRate">Share of queries of enrolled products, in [0, 1], that are named as another product.</param>
/// <param name="FalseRejectRate">Share of queries of enrolled products, in [0, 1], that are asked about or unknown instead
/// of named.</param>
/// <param name="FalseAcceptInterval">Where <paramref name="FalseAcceptRate"/> lies with 95 % confidence, as often as it was measured; null
/// in packages of before.</param>
public sealed record ModelDecision(
    float AcceptSimilarity, float AcceptMargin, float UnknownBelow, string Data,
    double FalseAcceptRate, double WrongNameRate, double FalseRejectRate,
    ConfidenceInterval? FalseAcceptInterval = null)
{
    [JsonIgnore]
    public DecisionThresholds Thresholds => new(AcceptSimilarity, AcceptMargin, UnknownBelow);

    /// <param name="data">What the rates were measured on, and how, in words.</param>
    public static ModelDecision Of(DecisionThresholds thresholds, DecisionRates rates, string data) => new(
        thresholds.AcceptSimilarity, thresholds.AcceptMargin, thresholds.UnknownBelow, data,
        rates.FalseAccepts.Share, rates.WrongNames.Share, rates.Accepts.Of == 0 ? 0 : Math.Round(1 - rates.Accepts.Share, 4),
        rates.FalseAccepts.Interval);
}
