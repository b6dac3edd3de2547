using System.Globalization;
using System.Text;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>The baskets of one day. Of persons there is nothing in it: neither who shopped nor which attendant helped.</summary>
/// <param name="Day">In the store's time.</param>
internal sealed record DayHistory(DateOnly Day, IReadOnlyList<DayHistory.PastBasket> Baskets)
{
    /// <param name="Opened">In the store's time.</param>
    internal sealed record PastBasket(Guid Basket, DateTimeOffset Opened, string State, IReadOnlyList<PastLine> Lines);

    /// <param name="Origin">Who named it: <c>Recognised</c>, <c>Picked</c>, <c>Scanned</c> or <c>Attendant</c>.</param>
    internal sealed record PastLine(string Sku, string? Name, int Quantity, string Origin);

    public static DayHistory Of(DateOnly day, IEnumerable<Basket> baskets, TimeZoneInfo zone, Func<Sku, Product?> find) => new(day,
    [
        .. baskets.Select(basket => new PastBasket(basket.Session, TimeZoneInfo.ConvertTime(basket.OpenedAt, zone), basket.State.ToString(),
        [
            .. basket.Lines.Select(line =>
                new PastLine(line.Sku.Value, find(line.Sku)?.Name, line.Quantity, line.Evidence.Origin.ToString())),
        ])),
    ]);

    /// <summary>One row a line (RFC 4180), a basket without any in one row of its own.</summary>
    public string ToCsv()
    {
        var rows = new StringBuilder("opened,basket,state,sku,name,quantity,origin\r\n");
        foreach (var basket in Baskets)
            foreach (var line in basket.Lines.Count > 0 ? basket.Lines : [new PastLine("", "", 0, "")])
                rows.AppendJoin(',', new[]
                {
                    basket.Opened.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), basket.Basket.ToString(), basket.State,
                    line.Sku, line.Name ?? "", line.Quantity.ToString(CultureInfo.InvariantCulture), line.Origin,
                }.Select(Field)).Append("\r\n");
        return rows.ToString();
    }

    // A spreadsheet would take some beginnings for a formula.
    private static string Field(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
