using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>How a kiosk registers: <c>POST /api/v1/kiosks</c>.</summary>
/// <param name="Secret">Of its <see cref="RegistrationCode"/>.</param>
public sealed record RegistrationRequest([property: JsonRequired] string Secret, [property: JsonRequired] KioskPublicKey Key);
