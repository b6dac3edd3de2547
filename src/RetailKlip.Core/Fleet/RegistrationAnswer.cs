namespace RetailKlip.Core;

/// <summary>What a kiosk that registers is answered.</summary>
/// <param name="Gallery">The gallery that kiosks of the store follow.</param>
/// <param name="Audience">See <see cref="KioskIdentity.Audience"/>.</param>
public sealed record RegistrationAnswer(Guid Kiosk, string Store, string Gallery, string Audience, DateTimeOffset RegisteredAt);
