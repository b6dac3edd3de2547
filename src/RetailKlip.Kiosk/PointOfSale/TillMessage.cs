using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>A message as points of sale get it: one JSON object.</summary>
internal static class TillMessage
{
    public const string ContentType = "application/json";

    /// <param name="kiosk">This kiosk's name.</param>
    public static ReadOnlyMemory<byte> Write(OutboxMessage message, string kiosk)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, message, kiosk);
        return buffer.WrittenMemory;
    }

    public static void Write(Utf8JsonWriter json, OutboxMessage message, string kiosk)
    {
        json.WriteStartObject();
        json.WriteString("type", message.Type);
        json.WriteString("timestamp", TimeOf(message));
        json.WriteString("id", message.Id);
        json.WriteString("kiosk", kiosk);
        json.WriteString("basket", message.Basket);
        json.WriteNumber("sequence", message.Sequence);
        json.WriteNumber("position", message.Position);
        json.WriteString("evidence", message.Evidence);
        json.WritePropertyName("data");
        json.WriteRawValue(message.Data);
        json.WriteEndObject();
    }

    /// <summary>ISO 8601 in UTC, with milliseconds.</summary>
    public static string TimeOf(OutboxMessage message) =>
        message.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
