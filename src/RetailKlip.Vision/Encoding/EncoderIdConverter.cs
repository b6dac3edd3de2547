using System.Text.Json;
using System.Text.Json.Serialization;
using RetailKlip.Core;

namespace RetailKlip.Vision;

internal sealed class EncoderIdConverter : JsonConverter<EncoderId>
{
    public override EncoderId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EncoderId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("encoderId is not 64 lower-case hex digits.");

    public override void Write(Utf8JsonWriter writer, EncoderId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
