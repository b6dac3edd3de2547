using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What a shopper takes home: names and pieces. It is no receipt of the sale, which is the till's.</summary>
/// <param name="At">When the basket was opened, in the store's time.</param>
/// <param name="Total">As the till said it; null where it has not.</param>
internal sealed record ItemList(string Heading, Guid Basket, DateTimeOffset At, IReadOnlyList<ItemList.Item> Items, string? Total)
{
    /// <param name="Pieces">At least 1.</param>
    internal sealed record Item(string Name, int Pieces);

    /// <param name="find">The product of a sku as it is known now.</param>
    public static ItemList Of(Basket basket, string heading, TimeZoneInfo zone, Func<Sku, Product?> find, string? total) => new(
        heading, basket.Session, TimeZoneInfo.ConvertTime(basket.OpenedAt, zone),
        [
            .. basket.Lines.GroupBy(line => line.Sku)
                .Select(group => new Item(find(group.Key)?.Name ?? group.Key.Value, group.Sum(line => line.Quantity))),
        ],
        total);
}
