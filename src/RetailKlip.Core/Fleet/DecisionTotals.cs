using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>How a kiosk decided about items.</summary>
/// <param name="Overridden">Of the accepted ones, those that shopper or bar code corrected.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DecisionTotals(long Accepted, long Ambiguous, long Unknown, long Overridden)
{
    public long All => Accepted + Ambiguous + Unknown;

    /// <summary>Whether these may be totals: none is negative.</summary>
    public bool IsSound => Accepted >= 0 && Ambiguous >= 0 && Unknown >= 0 && Overridden >= 0;

    /// <summary>What was added since an earlier total.</summary>
    public DecisionTotals Since(DecisionTotals before) =>
        new(Accepted - before.Accepted, Ambiguous - before.Ambiguous, Unknown - before.Unknown, Overridden - before.Overridden);
}
