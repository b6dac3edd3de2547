namespace RetailKlip.Core;

/// <summary>What staff want of a kiosk.</summary>
/// <param name="Kind">A <see cref="FleetCommandKind"/>; one that the kiosk does not know it refuses.</param>
public sealed record FleetCommand(long Id, string Kind);
