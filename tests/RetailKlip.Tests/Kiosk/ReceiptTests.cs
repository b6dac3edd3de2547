using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Lists and past baskets say what was bought, and of persons nothing.</summary>
public sealed class ReceiptTests : IDisposable
{
    private const string Key = "a-key-of-the-attendants";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_is_printed_in_the_printer_s_letters_and_no_name_commands_it()
    {
        var bytes = EscPos.Write(List("12,34 €", ("Käse 🧀", 2), ("\u001b@Bell\u0007 of forty letters and more than these", 1)), 24);

        Assert.Equal([0x1B, 0x40, 0x1B, 0x74, 16, 0x1B, 0x61, 1, 0x1B, 0x45, 1, (byte)'S', (byte)'h', (byte)'o', (byte)'p', (byte)'\n'], bytes[..16]);
        Assert.Equal([0x1D, 0x56, 66, 0], bytes[^4..]);
        var lines = Encoding.Latin1.GetString(bytes).Split('\n');
        Assert.Contains("  2 x K\u00e4se ??", lines);
        Assert.Contains("  1 x @Bell of forty let", lines);
        Assert.Contains("ters and more than these", lines);
        Assert.Contains("\u001bE\u0001" + "12,34 \u0080".PadLeft(24), lines);
        Assert.DoesNotContain((byte)7, bytes[16..^4]);
    }

    [Fact]
    public void Without_a_word_of_the_till_there_is_no_total()
    {
        Assert.DoesNotContain("<strong>", ListPage.Write(List(null, ("a", 1))), StringComparison.Ordinal);
        Assert.Contains("<strong>1 &lt; 2</strong>", ListPage.Write(List("1 < 2", ("a", 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_and_a_table_are_safe_to_open_whatever_products_are_called()
    {
        Assert.Contains("<li>1 × &lt;script&gt;</li>", ListPage.Write(List(null, ("<script>", 1))), StringComparison.Ordinal);
        var history = new DayHistory(new DateOnly(2026, 11, 23), [new(Guid.Empty, DateTimeOffset.UnixEpoch, "Finished",
            [new("a", "=1+1", 1, "Picked"), new("b", "Salt, \"fine\"", 2, "Scanned")]), new(Guid.Empty, DateTimeOffset.UnixEpoch, "Abandoned", [])]);

        var start = "1970-01-01T00:00:00+00:00,00000000-0000-0000-0000-000000000000";
        Assert.Equal($"opened,basket,state,sku,name,quantity,origin\r\n{start},Finished,a,'=1+1,1,Picked\r\n"
            + $"{start},Finished,b,\"Salt, \"\"fine\"\"\",2,Scanned\r\n{start},Abandoned,,,0,\r\n", history.ToCsv());
    }

    [Fact]
    public async Task Attendants_get_lists_and_the_day_and_nobody_else_does()
    {
        await using var kiosk = await RunningKiosk.StartAsync(_folder.File("data"), $"Model={_folder.File("none")}", "Camera=/dev/nowhere/video.avi",
            $"AttendantKey={Key}", $"Receipts:Printer={_folder.File("printer")}", "Receipts:Heading=Shop");
        await kiosk.HealthOfAsync("basket", "healthy");
        kiosk.Services.GetRequiredService<TrayFeed>().Gallery = Shop.Gallery;
        var book = kiosk.Services.GetRequiredService<BasketBook>();
        var basket = book.Open()!;
        var line = Guid.NewGuid();
        book.Append(basket.Session, new BasketEvent.LineAdded(line, Shop.SkuOf(1), 2, new LineEvidence(LineOrigin.Picked)), "1");
        book.Append(basket.Session, new BasketEvent.ConsentGiven(line, "Anna Attendant"), "2");
        book.Append(basket.Session, new BasketEvent.Finished(), "3");
        var today = TimeZoneInfo.ConvertTime(basket.OpenedAt, TimeZoneInfo.Local).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(kiosk, HttpMethod.Get, $"history?day={today}", "another key of theirs")).Status);
        var list = await SendAsync(kiosk, HttpMethod.Get, $"lists/{basket.Session}", Key);
        Assert.Contains("<li>2 × K&#xE4;se &#x2116;1</li>", list.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(kiosk, HttpMethod.Post, $"lists/{basket.Session}/print", Key)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(kiosk, HttpMethod.Post, $"lists/{basket.Session}/print", Key)).Status);
        var printed = await File.ReadAllTextAsync(_folder.File("printer"), Encoding.Latin1, Cancellation);
        Assert.Equal(3, printed.Split("  2 x K\u00e4se ?1\n").Length);

        var day = JsonDocument.Parse((await SendAsync(kiosk, HttpMethod.Get, $"history?day={today}", Key)).Text).RootElement;
        var past = Assert.Single(day.GetProperty("baskets").EnumerateArray());
        Assert.Equal((basket.Session.ToString(), "Finished", "sku-1"),
            (past.GetProperty("basket").GetString(), past.GetProperty("state").GetString(), past.GetProperty("lines")[0].GetProperty("sku").GetString()));
        var table = (await SendAsync(kiosk, HttpMethod.Get, $"history?day={today}&format=csv", Key)).Text;
        Assert.EndsWith(",Finished,sku-1,Käse №1,2,Picked\r\n", table, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", table + day, StringComparison.Ordinal);
        Assert.DoesNotContain("sku-1", (await SendAsync(kiosk, HttpMethod.Get, "history?day=2020-01-01", Key)).Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(kiosk, HttpMethod.Get, "history?day=yesterday", Key)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(kiosk, HttpMethod.Get, $"lists/{Guid.NewGuid()}", Key)).Status);
    }

    [Fact]
    public async Task A_printer_that_is_not_there_is_named()
    {
        await using var kiosk = await RunningKiosk.StartAsync(_folder.File("data"), $"Model={_folder.File("none")}", "Camera=/dev/nowhere/video.avi",
            $"AttendantKey={Key}", $"Receipts:Printer={_folder.File("nowhere/lp0")}");
        await kiosk.HealthOfAsync("basket", "healthy");
        var basket = kiosk.Services.GetRequiredService<BasketBook>().Open()!;

        var (status, text) = await SendAsync(kiosk, HttpMethod.Post, $"lists/{basket.Session}/print", Key);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith($"{_folder.File("nowhere/lp0")} cannot be written to", text, StringComparison.Ordinal);
    }

    private static ItemList List(string? total, params (string Name, int Pieces)[] items) => new(
        "Shop", Guid.Empty, DateTimeOffset.UnixEpoch, [.. items.Select(item => new ItemList.Item(item.Name, item.Pieces))], total);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(RunningKiosk kiosk, HttpMethod method, string path, string key)
    {
        using var request = new HttpRequestMessage(method, $"/api/attendant/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await kiosk.Client.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
