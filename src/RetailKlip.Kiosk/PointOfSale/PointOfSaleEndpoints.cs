using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What a till tells the kiosk, and what it may ask.</summary>
internal static class PointOfSaleEndpoints
{
    private const int MostBytes = 16 * 1024, MostText = 100, MostEvents = 500;

    public static void MapPointOfSale(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/pos").WithMetadata(new RequestSizeLimitAttribute(MostBytes)).DisableAntiforgery()
            .AddEndpointFilter(async (call, next) =>
            {
                var gate = call.HttpContext.RequestServices.GetRequiredService<PointOfSaleGate>();
                return gate.Refusal(call.HttpContext) is { } refusal ? refusal : await next(call);
            });
        group.MapPost("/scans", (HttpContext context, Checkout checkout, TrayHearing hearing, TrayFeed feed) =>
            ReadAsync(context, KioskJson.Default.TillScan, scan => Scan(scan, checkout, hearing, feed)));
        group.MapPost("/voids", (HttpContext context, Checkout checkout) =>
            ReadAsync(context, KioskJson.Default.TillVoid, said => Void(said, checkout)));
        group.MapPost("/corrections", (HttpContext context, Checkout checkout, TrayFeed feed) =>
            ReadAsync(context, KioskJson.Default.TillCorrection, said => Correct(said, checkout, feed)));
        group.MapPost("/totals", (HttpContext context, Checkout checkout) =>
            ReadAsync(context, KioskJson.Default.TillTotal, said => Total(said, checkout)));
        group.MapGet("/events", EventsAsync);
    }

    private static IResult Scan(TillScan scan, Checkout checkout, TrayHearing hearing, TrayFeed feed)
    {
        if (!IsText(scan.Id) || scan.Code is null)
            return Wrong("""{"id":"ID","code":"CODE"} is expected, ID with 1 to 100 characters.""");
        Gs1Code code;
        try
        {
            code = Gs1Code.Parse(scan.Code);
        }
        catch (FormatException wrong)
        {
            return Wrong(wrong.Message);
        }
        if (code.Gtin is not { } gtin)
            return Answer(new TillAnswer(checkout.Views.Value.Session));
        var product = feed.Gallery?.Products.FirstOrDefault(product => product.Gtin == gtin);
        var item = checkout.IsSaid(KeyOf(scan.Id)) ? null : hearing.Scan(gtin);
        return checkout.TillScanned(gtin, item, KeyOf(scan.Id))
            ? Answer(new TillAnswer(checkout.Views.Value.Session, gtin.Digits14, product?.Sku.Value, item))
            : Conflict("No basket is open.");
    }

    private static IResult Void(TillVoid said, Checkout checkout)
    {
        var sku = Sku.TryParse(said.Sku, out var parsed) ? parsed : (Sku?)null;
        if (!IsText(said.Id) || !IsText(said.By) || said.Line is null == sku is null)
            return Wrong("""{"id":"ID","line":"LINE"} or {"id":"ID","sku":"SKU"} is expected, ID with 1 to 100 characters.""");
        return checkout.TillVoided(said.Line, sku, said.By, KeyOf(said.Id))
            ? Answer(new TillAnswer(checkout.Views.Value.Session))
            : Conflict("No open basket has such a line.");
    }

    private static IResult Correct(TillCorrection said, Checkout checkout, TrayFeed feed)
    {
        if (!IsText(said.Id) || !IsText(said.By) || !Sku.TryParse(said.Sku, out var sku))
            return Wrong("""{"id":"ID","line":"LINE","sku":"SKU","by":"NAME"} is expected, ID and NAME with 1 to 100 characters.""");
        if (feed.Gallery?.Find(sku) is null)
            return Wrong($"'{sku}' is no product of the gallery in use.");
        return checkout.TillCorrected(said.Line, sku, said.By, KeyOf(said.Id))
            ? Answer(new TillAnswer(checkout.Views.Value.Session, Sku: sku.Value))
            : Conflict("No open basket has such a line.");
    }

    private static IResult Total(TillTotal said, Checkout checkout) =>
        said.Amount is not { Length: >= 1 and <= TillTotal.MaxAmount } || said.Amount.Any(char.IsControl)
            ? Wrong("""{"amount":"12.34 EUR"} is expected, with 1 to 40 characters; with "basket" only that basket is meant.""")
            : checkout.TillTotalled(said) ? Answer(new TillAnswer(checkout.Views.Value.Session)) : Conflict("There is no such basket.");

    private static async Task EventsAsync(
        HttpContext context, BasketBook book, IOptions<KioskOptions> options, long after = 0, int most = 100)
    {
        var outbox = await book.OutboxAsync(context.RequestAborted);
        var events = outbox.After(after, Math.Clamp(most, 1, MostEvents));
        context.Response.ContentType = TillMessage.ContentType;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (var message in events)
                TillMessage.Write(json, message, options.Value.PointOfSale.Name);
            json.WriteEndArray();
            json.WriteNumber("next", events is [.., { } last] ? last.Position : after);
            json.WriteEndObject();
        }
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static async Task<IResult> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, IResult> act)
        where T : class
    {
        try
        {
            var said = await context.Request.ReadFromJsonAsync(type, context.RequestAborted);
            return said is null ? Wrong("A JSON object is expected.") : act(said);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Results.Text($"At most {MostBytes} bytes are expected.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return Wrong($"That is not the JSON that is expected: {wrong.Message}");
        }
    }

    private static bool IsText(string? text) =>
        text is { Length: >= 1 and <= MostText } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static string KeyOf(string id) => $"pos/{id}";

    private static IResult Answer(TillAnswer answer) => Results.Json(answer, KioskJson.Default.TillAnswer);

    private static IResult Wrong(string why) => Results.Text(why, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Conflict(string why) => Results.Text(why, statusCode: StatusCodes.Status409Conflict);
}
