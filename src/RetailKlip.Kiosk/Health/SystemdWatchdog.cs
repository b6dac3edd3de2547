using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace RetailKlip.Kiosk;

/// <summary>
/// Tells systemd, twice in every WatchdogSec of the unit, that the kiosk lives (sd_notify(3), WATCHDOG=1): no service broke, the thread pool
/// still runs this, and recognition is not stuck in one frame. Without it systemd starts the kiosk anew. Elsewhere it does nothing.
/// </summary>
internal sealed class SystemdWatchdog(KioskHealth health, RecognitionService recognition, IServiceProvider services) : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    // A frame takes a tenth of a second, on the slowest machine a few.
    private static readonly TimeSpan LongestFrame = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<ISystemdNotifier>() is not { IsEnabled: true } systemd || Interval() is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval);
        do
            if (health.Failure is null && recognition.AtFrameFor < LongestFrame)
                systemd.Notify(Alive);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static TimeSpan? Interval() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds >= 2 ? TimeSpan.FromMicroseconds(microseconds / 2) : null;
}
