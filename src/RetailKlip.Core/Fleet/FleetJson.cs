using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>What kiosks and server exchange, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KioskIdentity))]
[JsonSerializable(typeof(RegistrationRequest))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(KeyRenewal))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(HeartbeatAnswer))]
public sealed partial class FleetJson : JsonSerializerContext;
