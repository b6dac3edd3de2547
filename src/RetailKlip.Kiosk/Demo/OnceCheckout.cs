using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>
/// One whole checkout without a person: the scripted tray runs in front of the camera of a real kiosk, and the basket that its
/// API then tells is compared with what the script put down. The script's truth is read here, after the fact, and nowhere else.
/// </summary>
internal static class OnceCheckout
{
    private static readonly TimeSpan PatienceForLastFrame = TimeSpan.FromSeconds(30);

    /// <returns>The exit code: 0 where the basket is right.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var data = Directory.CreateTempSubdirectory("retailklip-once-");
        try
        {
            await using var app = KioskHost.Build([.. args, "--urls=http://127.0.0.1:0", $"--Kiosk:Data={data.FullName}", "--Kiosk:Camera=", "--Kiosk:Gallery=", "--Kiosk:Once=true"]);
            var time = app.Services.GetRequiredService<TimeProvider>();
            var started = time.GetTimestamp();
            await app.StartAsync();
            var outcome = await WatchAsync(app, () => Math.Round(time.GetElapsedTime(started).TotalSeconds, 1));
            await app.StopAsync();
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(outcome, KioskJson.Default.OnceOutcome));
            return outcome.IsRight ? 0 : 1;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<OnceOutcome> WatchAsync(WebApplication app, Func<double> seconds)
    {
        var checkout = app.Services.GetRequiredService<Checkout>();
        var health = app.Services.GetRequiredService<KioskHealth>();
        var last = await app.Services.GetRequiredService<CaptureService>().Ended.WaitAsync(app.Lifetime.ApplicationStopping);
        using var patience = new CancellationTokenSource(PatienceForLastFrame);
        var feed = app.Services.GetRequiredService<TrayFeed>();
        for (var version = -1L; health.CanSell && checkout.Observed < last;)
            (version, _) = await feed.Trays.NextAsync(version, patience.Token);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var basket = await client.GetFromJsonAsync("/api/basket", KioskJson.Default.BasketResponse)
            ?? throw new InvalidOperationException("The kiosk's API told no basket.");
        checkout.Finish();
        return new OnceOutcome(
            [.. basket.Lines.Select(line => new OnceOutcome.Pieces(line.Sku, line.Quantity))],
            [.. app.Services.GetRequiredService<TraySource>().Script().ExpectedBasket.Select(line => new OnceOutcome.Pieces(line.Key.Value, line.Value))],
            seconds());
    }
}
