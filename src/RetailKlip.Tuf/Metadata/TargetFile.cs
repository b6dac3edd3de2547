using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>A target as signed metadata describes it.</summary>
/// <param name="Path">Relative to the repository's targets, with <c>/</c> between folders.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hashes">Algorithm → hex, at least one.</param>
public sealed record TargetFile(string Path, long Length, IReadOnlyDictionary<string, string> Hashes)
{
    /// <summary>What the application wants to know about the file; null where nothing is said.</summary>
    public JsonElement? Custom { get; init; }

    /// <summary>Members that the specification does not know; they stay when the file is signed again.</summary>
    public IReadOnlyDictionary<string, JsonElement> OtherFields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Describes content by length and SHA-256.</summary>
    public static TargetFile Of(string path, ReadOnlySpan<byte> content) =>
        new(path, content.Length, new Dictionary<string, string> { [Digests.Sha256] = Digests.Of(content) });

    internal static TargetFile Read(string path, JsonElement value, string where)
    {
        var fields = new JsonFields(value, where);
        return new TargetFile(path, fields.Whole("length", 0), Digests.Read(fields, "hashes"))
        {
            Custom = fields.Has("custom") ? fields.Take("custom") : null,
            OtherFields = fields.Rest,
        };
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("length", Length);
        json.WriteTexts("hashes", Hashes);
        if (Custom is { } custom)
        {
            json.WritePropertyName("custom");
            custom.WriteTo(json);
        }
        json.WriteOthers(OtherFields);
        json.WriteEndObject();
    }
}
