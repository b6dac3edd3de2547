namespace RetailKlip.Server;

/// <summary>A registered kiosk, as staff see it.</summary>
/// <param name="KeySince">When it took its present key.</param>
internal sealed record KioskResponse(
    Guid Id, string Store, string Name, DateTimeOffset RegisteredAt, DateTimeOffset KeySince, DateTimeOffset? RevokedAt, string? RevokedBy)
{
    public static KioskResponse Of(RegisteredKiosk kiosk) =>
        new(kiosk.Id, kiosk.Store, kiosk.Name, kiosk.RegisteredAt, kiosk.KeySince, kiosk.RevokedAt, kiosk.RevokedBy);
}
