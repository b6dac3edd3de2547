using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>What the event <c>tray</c> says: what lies where, in pixels of a frame of the given size.</summary>
internal sealed record TrayResponse(int Width, int Height, bool Still, IReadOnlyList<TrayResponse.Item> Items)
{
    public static TrayResponse Of(SeenTray tray, Checkout checkout) => new(tray.Width, tray.Height, tray.Still,
        [.. tray.Items.Select(item => Of(item, checkout.StandingOf(item.Id)))]);

    private static Item Of(TrackView item, (Product? Product, bool IsLeftOut) standing)
    {
        var product = standing.Product ?? item.Decision.Product;
        return new Item(item.Id, Decision(item, standing), product?.Sku.Value, product?.Name, item.Box, Explanation.Of(item.Decision, item.Evidence.EncoderId));
    }

    private static string Decision(TrackView item, (Product? Product, bool IsLeftOut) standing) =>
        standing.IsLeftOut ? "leftOut"
        : standing.Product is not null ? "accepted"
        : !item.IsSettled ? "pending"
        : item.Decision.Kind switch
        {
            DecisionKind.Accepted => "accepted",
            DecisionKind.Ambiguous => "ambiguous",
            _ => "unknown",
        };

    /// <param name="Decision"><c>pending</c>, <c>accepted</c>, <c>ambiguous</c>, <c>unknown</c> or <c>leftOut</c>.</param>
    /// <param name="Why">What recognition rests on; its pictures are <c>/api/tray/items/ID.jpg</c> and the best product's thumbnail.</param>
    internal sealed record Item(Guid Id, string Decision, string? Sku, string? Name, PixelBox Box, Explanation Why);
}
