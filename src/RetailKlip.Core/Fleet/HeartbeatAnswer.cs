namespace RetailKlip.Core;

/// <summary>What a kiosk is told when it speaks.</summary>
/// <param name="Assigned">The release to run; null where the server assigns none: then the kiosk holds what it has.</param>
/// <param name="Commands">Not acknowledged yet; a kiosk does each once.</param>
public sealed record HeartbeatAnswer(ReleaseAssignment? Assigned, IReadOnlyList<FleetCommand> Commands)
{
    public IReadOnlyList<FleetCommand> Commands { get; init; } = Commands ?? [];
}
