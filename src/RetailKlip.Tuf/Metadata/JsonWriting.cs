using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>The shapes that several kinds of metadata are written in.</summary>
internal static class JsonWriting
{
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, text) in texts)
            json.WriteString(key, text);
        json.WriteEndObject();
    }

    public static void WriteMeta(this Utf8JsonWriter json, IEnumerable<KeyValuePair<string, MetaFile>> files)
    {
        json.WriteStartObject("meta");
        foreach (var (path, file) in files)
        {
            json.WritePropertyName(path);
            file.Write(json);
        }
        json.WriteEndObject();
    }

    public static void WriteKeys(this Utf8JsonWriter json, IReadOnlyDictionary<string, PublicKey> keys)
    {
        json.WriteStartObject("keys");
        foreach (var (keyId, key) in keys)
        {
            json.WritePropertyName(keyId);
            key.Write(json);
        }
        json.WriteEndObject();
    }

    public static void WriteOthers(this Utf8JsonWriter json, IReadOnlyDictionary<string, JsonElement> fields)
    {
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
