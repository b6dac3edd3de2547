using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A till at a real kiosk's door, without a camera: the tests say what lies on the tray.</summary>
public sealed class PosApiTests : IAsyncLifetime
{
    private const string Token = "a-token-of-the-till-of-lane-3";

    private readonly TemporaryFolder _folder = new();
    private TillReceiver _till = null!;
    private RunningKiosk _kiosk = null!;
    private long _sequence;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TrayHearing Hearing => _kiosk.Services.GetRequiredService<TrayHearing>();

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("token"), Token + "\n", Cancellation);
        await File.WriteAllTextAsync(_folder.File("secret"), TillReceiver.Secret, Cancellation);
        _till = await TillReceiver.StartAsync();
        _kiosk = await RunningKiosk.StartAsync(_folder.File("data"), $"Model={_folder.File("none")}", "Camera=/dev/nowhere/video.avi",
            $"PointOfSale:TokenFile={_folder.File("token")}", "PointOfSale:MostCalls=30", "PointOfSale:Name=lane-3", "PointOfSale:LateAfter=00:00:01",
            "PointOfSale:Upkeep=00:00:00.2", "PointOfSale:LongestDelay=00:00:00.2", $"PointOfSale:Webhooks:till:Address={_till.Address}",
            $"PointOfSale:Webhooks:till:SecretFile={_folder.File("secret")}");
        await _kiosk.HealthOfAsync("till", "healthy");
        _kiosk.Services.GetRequiredService<TrayFeed>().Gallery = Shop.Gallery;
        See();
        await _kiosk.UntilAsync("/api/basket", basket => basket.GetProperty("phase").GetString() == "open");
    }

    public async ValueTask DisposeAsync()
    {
        await _kiosk.DisposeAsync();
        await _till.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Scans_voids_corrections_and_totals_reach_the_basket_and_come_back_as_events()
    {
        var item = Shop.Item(1, 0);
        See(item);
        var basket = await _kiosk.UntilAsync("/api/basket", answer => answer.GetProperty("lines").GetArrayLength() == 1);
        var session = basket.GetProperty("session").GetString();

        // Products 0, 2 and 4 of this gallery have the same number.
        var scanned = await PostAsync("scans", """{"id":"s-1","code":"]d201040063813339313103000500"}""");
        Assert.Equal((HttpStatusCode.OK, "04006381333931", session),
            (scanned.Status, scanned.Body.GetProperty("gtin").GetString(), scanned.Body.GetProperty("basket").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("scans", """{"id":"s-1","code":"]d201040063813339313103000500"}""")).Status);
        var line = (await _kiosk.GetAsync("/api/basket/details")).GetProperty("lines")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("corrections", $$"""{"id":"c-1","line":"{{line}}","sku":"sku-3","by":"Anna"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("totals", $$"""{"amount":"12,34 €","basket":"{{session}}"}""")).Status);
        basket = await _kiosk.GetAsync("/api/basket");
        Assert.Equal(("sku-3", "12,34 €"), (basket.GetProperty("lines")[0].GetProperty("sku").GetString(), basket.GetProperty("total").GetProperty("amount").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("voids", """{"id":"v-1","sku":"sku-3"}""")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("voids", """{"id":"v-2","sku":"sku-3"}""")).Status);

        await _till.UntilAsync(6);
        string[] expected = ["basket.opened", "line.added", "till.scanned", "line.removed", "line.added", "line.removed"];
        Assert.Equal(expected, _till.Accepted.Select(mail => mail.Type));
        Assert.Equal("lane-3", _till.Accepted.First().Body.GetProperty("kiosk").GetString());
        var read = await SendAsync(HttpMethod.Get, "events?after=0&most=4", null, Token);
        Assert.Equal(expected[..4], read.Body.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("type").GetString()));
        read = await SendAsync(HttpMethod.Get, $"events?after={read.Body.GetProperty("next")}", null, Token);
        Assert.Equal(expected[4..], read.Body.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_page_shows_what_the_till_says_that_it_comes_to()
    {
        See(Shop.Item(1, 0));
        await _kiosk.UntilAsync("/api/basket", answer => answer.GetProperty("lines").GetArrayLength() == 1);
        await PostAsync("totals", """{"amount":"12.34 EUR"}""");

        _kiosk.Checkout.Finish();

        Assert.Contains("12.34 EUR", await _kiosk.Client.GetStringAsync("/", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_label_is_asked_about_privately_and_then_told()
    {
        See();
        await PostAsync("scans", """{"id":"s-1","code":"9780201379624"}""");
        var costly = Shop.Item(2, 0);
        var questions = default(JsonElement);
        await Eventually.TrueAsync(() =>
        {
            See(costly);
            questions = _kiosk.GetAsync("/api/basket").GetAwaiter().GetResult().GetProperty("questions");
            return questions.GetArrayLength() == 1;
        }, () => "nobody doubts it");

        _kiosk.Checkout.Decline(costly.Id);

        Assert.Contains("bar code", Assert.Single(_kiosk.Checkout.ForAttendant.Told).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_till_that_is_away_shows_in_health_and_metrics_and_selling_goes_on()
    {
        await _till.UntilAsync(1);
        _till.Fault = _ => TillFault.Error;
        See(Shop.Item(1, 0));

        var (_, reason) = await _kiosk.HealthOfAsync("till", "degraded");

        Assert.StartsWith("webhooks/till has not got events since ", reason, StringComparison.Ordinal);
        Assert.EndsWith($": {_till.Address} answered 500 Internal Server Error. Selling goes on, and what is kept is delivered later.", reason, StringComparison.Ordinal);
        var metrics = await _kiosk.Client.GetStringAsync("/metrics", Cancellation);
        Assert.Contains("kiosk_till_pending{target=\"webhooks/till\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Matches("kiosk_till_oldest_seconds{target=\"webhooks/till\"} [1-9]", metrics);
        Assert.Matches("kiosk_till_failures_total{target=\"webhooks/till\"} [1-9]", metrics);
        _till.Fault = _ => TillFault.None;
        Assert.Equal("webhooks/till", (await _kiosk.HealthOfAsync("till", "healthy")).Reason);
    }

    [Fact]
    public async Task Whoever_is_not_the_till_is_refused_and_so_is_what_it_never_says()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "voids", "{}", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "voids", "{}", "another-token-of-this-length")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("scans", $$"""{"id":"1","code":"{{new string('1', 20_000)}}"}""")).Status);
        foreach (var (path, body) in new[]
        {
            ("scans", "nonsense"), ("scans", "[]"), ("scans", """{"id":"","code":"4006381333931"}"""), ("scans", """{"id":"1","code":"4006381333932"}"""),
            ("scans", """{"id":"1"}"""), ("voids", """{"id":"1"}"""), ("voids", """{"id":"1","sku":"a","line":"11111111-1111-1111-1111-111111111111"}"""),
            ("corrections", """{"id":"1","line":"11111111-1111-1111-1111-111111111111","sku":"no-such","by":"Anna"}"""), ("totals", """{"amount":""}"""),
        })
            Assert.Equal((path, body, HttpStatusCode.BadRequest), (path, body, (await PostAsync(path, body)).Status));

        // Refusals count, so that nobody guesses for long.
        var last = HttpStatusCode.Unauthorized;
        for (var call = 0; call < 60 && last == HttpStatusCode.Unauthorized; call++)
            last = (await SendAsync(HttpMethod.Get, "events", null, "guess")).Status;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    private void See(params TrackView[] items) => Hearing.See(new SeenTray(_sequence++, 1280, 720, true, false, [.. items]), Shop.Gallery);

    private Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body, Token);

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body, string? token)
    {
        using var request = new HttpRequestMessage(method, $"/api/pos/{path}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.ExpectContinue = body?.Length > 10_000;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _kiosk.Client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(text).RootElement : default);
    }
}
