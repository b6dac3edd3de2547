namespace RetailKlip.Cli;

/// <summary>A kiosk that may register.</summary>
/// <param name="Code">What <c>klip provision</c> takes; told once.</param>
internal sealed record FleetRegistration(Guid Id, string Store, string Name, DateTimeOffset ExpiresAt, string Code);
