using System.Text.Json.Serialization;

namespace RetailKlip.Core;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GalleryDecision))]
[JsonSerializable(typeof(ProductRule))]
internal sealed partial class DecisionJson : JsonSerializerContext;
