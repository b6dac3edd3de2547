using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>Writes codes such as <see cref="Sku"/> as JSON strings and reads them back by their own parser.</summary>
/// <exception cref="JsonException">The text is missing or not a <typeparamref name="T"/>.</exception>
public sealed class TextConverter<T> : JsonConverter<T>
    where T : IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return T.TryParse(text, null, out var value) ? value : throw new JsonException($"'{text}' is not a {typeof(T).Name}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
