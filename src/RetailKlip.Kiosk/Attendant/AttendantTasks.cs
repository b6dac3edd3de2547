using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What <c>GET /api/attendant</c> says: what of the basket is for a person of the store.</summary>
/// <param name="Consents">Lines that wait for consent.</param>
/// <param name="Told">Contradictions that the shopper was asked about and left so.</param>
/// <param name="Help">What the shopper asked for help with; null where nothing.</param>
internal sealed record AttendantTasks(
    Guid? Session, IReadOnlyList<AttendantTasks.Waiting> Consents, IReadOnlyList<AttendantTasks.Notice> Told, string? Help)
{
    internal sealed record Waiting(Guid Line, string Sku, string Name);

    /// <param name="Item">Its picture is <c>/api/tray/items/ID.jpg</c> while it lies there.</param>
    internal sealed record Notice(Guid Item, string What);

    public static AttendantTasks Of(Basket? basket, CheckoutView view) => new(
        basket?.Session,
        [.. from line in view.Lines
            where line.NeedsConsent
            from item in line.Items
            where item.ConsentBy is null
            select new Waiting(item.Id, line.Sku.Value, line.Product.Name)],
        [.. basket?.ForAttendant.Select(told => new Notice(told.Item, told.What)) ?? []], basket?.HelpReason);
}
