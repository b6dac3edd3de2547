using System.Text.Json.Serialization;

namespace RetailKlip.Core;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(EmbeddingFormatConverter)])]
[JsonSerializable(typeof(ReleaseRecord))]
[JsonSerializable(typeof(ProductThresholds))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
