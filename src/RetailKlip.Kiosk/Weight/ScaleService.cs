using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>Talks to the store's scale, if it has one, and lets the tray hear its weights.
/// A scale that is gone holds up no sale: its reading says so.</summary>
internal sealed class ScaleService(
    IOptions<KioskOptions> options, TrayHearing hearing, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<ScaleService> logger, ILogger<Scale> scaleLogger)
    : LoudService(health, lifetime, logger)
{
    /// <summary>Null where the store has none.</summary>
    public Scale? Scale { get; } = options.Value is { Scale: not "" } set
        ? new Scale(ScaleAddress.Parse(set.Scale), new ScaleOptions { BaudRate = set.ScaleBaudRate }, time, scaleLogger)
        : null;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        // Whichever breaks, the kiosk is to know.
        if (Scale is { } scale)
            await await Task.WhenAny(scale.RunAsync(stopping), FollowAsync(scale, stopping));
    }

    private async Task FollowAsync(Scale scale, CancellationToken stopping)
    {
        for (var version = -1L; ;)
        {
            (version, var reading) = await scale.Reading.NextAsync(version, stopping);
            hearing.Weigh(reading);
        }
    }
}
