namespace RetailKlip.Server;

/// <summary>A kiosk that may register, or did.</summary>
/// <param name="Code">The text that <c>klip provision</c> takes; only in the answer to who made it, the server itself forgets it.</param>
/// <param name="Kiosk">Who registered by it; null while nobody did.</param>
internal sealed record RegistrationResponse(
    Guid Id, string Store, string Name, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt, Guid? Kiosk, string? Code)
{
    public static RegistrationResponse Of(Registration registration, string? code = null) => new(
        registration.Id, registration.Store, registration.Name, registration.CreatedAt, registration.CreatedBy, registration.ExpiresAt,
        registration.KioskId, code);
}
