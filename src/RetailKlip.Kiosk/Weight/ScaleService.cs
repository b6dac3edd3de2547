using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>Talks to the store's scale, if it has one. A scale that is gone holds up no sale: its reading says so.</summary>
internal sealed class ScaleService(
    IOptions<KioskOptions> options, TimeProvider time, KioskHealth health, IHostApplicationLifetime lifetime, ILogger<ScaleService> logger,
    ILogger<Scale> scaleLogger)
    : LoudService(health, lifetime, logger)
{
    /// <summary>Null where the store has none.</summary>
    public Scale? Scale { get; } = options.Value is { Scale: not "" } set
        ? new Scale(ScaleAddress.Parse(set.Scale), new ScaleOptions { BaudRate = set.ScaleBaudRate }, time, scaleLogger)
        : null;

    protected override Task RunAsync(CancellationToken stopping) => Scale?.RunAsync(stopping) ?? Task.CompletedTask;
}
