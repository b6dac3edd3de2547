using System.Globalization;

namespace RetailKlip.Kiosk;

/// <summary>Lists and past baskets, for attendants.</summary>
internal static class ReceiptEndpoints
{
    private const int MostBaskets = 5000;

    /// <param name="attendants">Lets nobody else in.</param>
    public static void MapReceipts(this RouteGroupBuilder attendants)
    {
        attendants.MapGet("/lists/{basket:guid}", (Guid basket, Receipts receipts) => receipts.ListOf(basket) is { } list
            ? Results.Text(ListPage.Write(list), "text/html; charset=utf-8") : NoSuchBasket);
        attendants.MapPost("/lists/{basket:guid}/print", PrintAsync);
        attendants.MapGet("/history", (string? day, string? format, Receipts receipts) =>
        {
            if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked))
                return Results.Text("?day=2026-11-23 is expected.", statusCode: StatusCodes.Status400BadRequest);
            var history = receipts.HistoryOf(asked, MostBaskets);
            return format switch
            {
                null or "json" => Results.Json(history, KioskJson.Default.DayHistory),
                "csv" => Results.Text(history.ToCsv(), "text/csv; charset=utf-8"),
                _ => Results.Text("format is json or csv.", statusCode: StatusCodes.Status400BadRequest),
            };
        });
    }

    private static IResult NoSuchBasket =>
        Results.Text("There is no such basket, or it is forgotten.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> PrintAsync(Guid basket, Receipts receipts, ReceiptPrinter printer, HttpContext context)
    {
        if (receipts.ListOf(basket) is not { } list)
            return NoSuchBasket;
        return await printer.PrintAsync(list, context.RequestAborted) is { } fault
            ? Results.Text(fault, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.NoContent();
    }
}
