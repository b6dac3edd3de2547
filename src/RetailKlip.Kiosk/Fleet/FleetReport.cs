using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Puts together what the kiosk says of itself.</summary>
internal sealed class FleetReport(KioskHealth health, ReleaseSwap swap, FleetCounts counts, IOptions<KioskOptions> options)
{
    private static readonly string Program =
        typeof(FleetReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private readonly Guid _instance = Guid.NewGuid();
    private long _sequence;

    public Heartbeat Next(long crashes, TimeSpan clockOffset, IReadOnlyList<CommandOutcome> outcomes)
    {
        var parts = Parts();
        var sync = options.Value.Sync;
        var running = swap.Running.Value is { } release && sync.IsOn && release.Gallery == sync.Gallery ? release : null;
        return new Heartbeat
        {
            Instance = _instance,
            Sequence = ++_sequence,
            Version = Program,
            Health = parts.Values.Select(part => part.Status).DefaultIfEmpty(FleetHealth.Healthy).Max(),
            Parts = parts,
            Gallery = sync.IsOn ? sync.Gallery : null,
            Release = running?.Version,
            ContentHash = running?.ContentHash,
            EncoderId = swap.Package?.EncoderId.Value,
            Provider = swap.Provider,
            Decisions = counts.Decisions,
            Latency = counts.Latency,
            Crashes = crashes,
            ClockOffset = clockOffset.TotalSeconds,
            FreeBytes = FreeBytes(),
            Outcomes = outcomes,
        };
    }

    /// <summary>How each part is, in one line.</summary>
    public CommandOutcome SelfTest(long command) => new(command, health.CanSell,
        string.Join("; ", Parts().Select(part => $"{part.Key} {part.Value.Status}: {part.Value.Reason}")));

    private Dictionary<string, PartReport> Parts() => health.Parts.Value.ToDictionary(
#pragma warning disable CA1308 // Part names are lower case in JSON.
        part => part.Key.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
        part => new PartReport(part.Value.Status switch
        {
            HealthStatus.Healthy => FleetHealth.Healthy,
            HealthStatus.Degraded => FleetHealth.Degraded,
            _ => FleetHealth.Unhealthy,
        }, part.Value.Reason));

    private long FreeBytes()
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(options.Value.Data)).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }
}
