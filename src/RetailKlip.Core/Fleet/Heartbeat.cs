using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>
/// What a registered kiosk says of itself: <c>POST /api/v1/kiosks/self/heartbeat</c>. All counts are totals since the process started, so
/// that a lost or repeated heartbeat loses and doubles nothing. A server ignores members that it does not know.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record Heartbeat
{
    /// <summary>New with every start of the process: two that take turns are two kiosks with one key.</summary>
    public required Guid Instance { get; init; }

    /// <summary>Counts the heartbeats of an instance, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>Of the kiosk's program.</summary>
    public required string Version { get; init; }

    public required FleetHealth Health { get; init; }

    /// <summary>By name, such as <c>camera</c>.</summary>
    public IReadOnlyDictionary<string, PartReport> Parts
    {
        get;
        // The JSON reader sets what was left out to null.
        init => field = value ?? new Dictionary<string, PartReport>();
    } = new Dictionary<string, PartReport>();

    /// <summary>The gallery that the kiosk follows; null where it follows none.</summary>
    public string? Gallery { get; init; }

    /// <summary>Version of the release in use; null while there is none.</summary>
    public long? Release { get; init; }

    public string? ContentHash { get; init; }

    public string? EncoderId { get; init; }

    /// <summary>What the encoder runs on.</summary>
    public string? Provider { get; init; }

    public DecisionTotals Decisions
    {
        get;
        init => field = value ?? new(0, 0, 0, 0);
    } = new(0, 0, 0, 0);

    /// <summary>Frames by how long they took to recognise, see <see cref="LatencyBuckets"/>.</summary>
    public IReadOnlyList<long> Latency
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How often the kiosk was started after it had not ended as it should, since it was registered.</summary>
    public long Crashes { get; init; }

    /// <summary>Seconds by which the server's clock is ahead of the kiosk's.</summary>
    public double ClockOffset { get; init; }

    /// <summary>Free on the disk of the data folder, in bytes.</summary>
    public long FreeBytes { get; init; }

    /// <summary>What became of commands, until the server has heard it.</summary>
    public IReadOnlyList<CommandOutcome> Outcomes
    {
        get;
        init => field = value ?? [];
    } = [];
}
