using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Events as they are stored: fields that are null are left out, fields that are not known are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BasketEvent))]
internal sealed partial class BasketJson : JsonSerializerContext;
