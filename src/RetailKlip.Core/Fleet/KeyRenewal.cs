using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>How a kiosk takes another key: <c>PUT /api/v1/kiosks/self/key</c>.</summary>
/// <param name="Proof">An assertion as for a token, signed by the new key: nobody registers a key that is not his.</param>
public sealed record KeyRenewal([property: JsonRequired] KioskPublicKey Key, [property: JsonRequired] string Proof);
