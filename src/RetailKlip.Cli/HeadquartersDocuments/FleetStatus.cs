namespace RetailKlip.Cli;

/// <param name="Kiosks">Oldest first.</param>
internal sealed record FleetStatus(IReadOnlyList<FleetKiosk> Kiosks);
