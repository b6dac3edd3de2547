using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary><c>float16</c> or <c>int8</c>, and no numbers.</summary>
internal sealed class EmbeddingFormatConverter()
    : JsonStringEnumConverter<EmbeddingFormat>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
