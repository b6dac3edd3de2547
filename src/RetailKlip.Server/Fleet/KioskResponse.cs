using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A registered kiosk, as staff see it.</summary>
/// <param name="KeySince">When it took its present key.</param>
/// <param name="SeenAt">When it was heard last; null while it was not.</param>
/// <param name="Release">Version that it runs, as it said.</param>
/// <param name="Assigned">Version that it should run; null where the server assigns none.</param>
/// <param name="ClonedAt">When its key was last seen in two kiosks that speak in turns; null where that never was: then revoke it.</param>
/// <param name="Report">What it said last; only of one kiosk.</param>
internal sealed record KioskResponse(
    Guid Id, string Store, string Name, DateTimeOffset RegisteredAt, DateTimeOffset KeySince, DateTimeOffset? RevokedAt, string? RevokedBy,
    DateTimeOffset? SeenAt,
    FleetHealth? Health, string? Gallery, long? Release, long? Assigned, DateTimeOffset? ClonedAt, Heartbeat? Report)
{
    public static KioskResponse Of(RegisteredKiosk kiosk, long? assigned = null, bool withReport = false) => new(
        kiosk.Id, kiosk.Store, kiosk.Name, kiosk.RegisteredAt, kiosk.KeySince, kiosk.RevokedAt, kiosk.RevokedBy, kiosk.SeenAt,
        kiosk.Health, kiosk.Gallery, kiosk.Release, assigned, kiosk.ClonedAt, withReport ? kiosk.LastReport() : null);
}
