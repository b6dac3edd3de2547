using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Past baskets, from the baskets' own file.</summary>
internal sealed class Receipts(BasketBook book, Checkout checkout, TrayFeed feed, IOptions<KioskOptions> options, TimeProvider time)
{
    /// <returns>Null where there is no such basket any more.</returns>
    public ItemList? ListOf(Guid basket)
    {
        var view = checkout.Views.Value;
        return book.Read(basket) is { } found
            ? ItemList.Of(found, options.Value.Receipts.Heading, time.LocalTimeZone, Find, view.Session == basket ? view.Total?.Amount : null)
            : null;
    }

    /// <param name="day">In the store's time.</param>
    public DayHistory HistoryOf(DateOnly day, int most) =>
        DayHistory.Of(day, book.Between(Start(day), Start(day.AddDays(1)), most), time.LocalTimeZone, Find);

    private DateTimeOffset Start(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, time.LocalTimeZone.GetUtcOffset(midnight));
    }

    private Product? Find(Sku sku) => feed.Gallery?.Find(sku);
}
