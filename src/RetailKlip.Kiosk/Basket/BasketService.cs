using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>Keeps the basket in line with the tray. What a skipped frame would have said, the next one says too.</summary>
internal sealed class BasketService(
    BasketBook book, Checkout checkout, TrayFeed feed, IOptions<KioskOptions> options, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<BasketService> logger)
    : LoudService(health, lifetime, logger)
{
    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (!book.TryLoad())
            await Task.Delay(options.Value.RetryDelay, time, stopping);
        checkout.Resume();
        var version = 0L;
        while (true)
        {
            (version, var tray) = await feed.Trays.NextAsync(version, stopping);
            checkout.Observe(tray);
        }
    }
}
