using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What <c>GET /api/basket/details</c> says: every line by itself, and why it is there.</summary>
internal sealed record BasketDetails(IReadOnlyList<BasketDetails.DetailedLine> Lines)
{
    /// <param name="Origin">Who named it: <c>Recognised</c>, <c>Picked</c>, <c>Scanned</c> or <c>Attendant</c>.</param>
    /// <param name="Track">The item on the tray, whose picture is <c>/api/tray/items/ID.jpg</c> while it lies there.</param>
    /// <param name="ConsentBy">The attendant who consented to its sale; null where nobody did.</param>
    /// <param name="Why">What recognition rested on; null where it was not asked.</param>
    internal sealed record DetailedLine(Guid Id, string Sku, int Quantity, string Origin, Guid? Track, string? ConsentBy, Explanation? Why)
    {
        public static DetailedLine Of(BasketLine line) =>
            new(line.Id, line.Sku.Value, line.Quantity, line.Evidence.Origin.ToString(), line.Evidence.Track, line.ConsentBy, line.Evidence.Why);
    }
}
