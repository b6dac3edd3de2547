using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Events as tills get them: what is null is left out, and what is not known is ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TillEvent))]
internal sealed partial class TillJson : JsonSerializerContext;
