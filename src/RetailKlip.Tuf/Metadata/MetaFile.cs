using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>What timestamp or snapshot metadata says about another metadata file.</summary>
/// <param name="Version">Of the file, at least 1.</param>
/// <param name="Length">In bytes; null where it is not said.</param>
/// <param name="Hashes">Algorithm → hex; null where they are not said, and the version alone names the content.</param>
public sealed record MetaFile(long Version, long? Length = null, IReadOnlyDictionary<string, string>? Hashes = null)
{
    /// <summary>Members that the specification does not know; they stay when the file is signed again.</summary>
    public IReadOnlyDictionary<string, JsonElement> OtherFields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Describes a published file by version, length and SHA-256.</summary>
    public static MetaFile Of(long version, ReadOnlySpan<byte> bytes) =>
        new(version, bytes.Length, new Dictionary<string, string> { [Digests.Sha256] = Digests.Of(bytes) });

    internal static MetaFile Read(JsonElement value, string where)
    {
        var fields = new JsonFields(value, where);
        return new MetaFile(
            fields.Whole("version", 1),
            fields.Has("length") ? fields.Whole("length", 0) : null,
            fields.Has("hashes") ? Digests.Read(fields, "hashes") : null)
        {
            OtherFields = fields.Rest,
        };
    }

    internal static IReadOnlyDictionary<string, MetaFile> ReadAll(JsonFields fields, string name) =>
        fields.Members(name).ToDictionary(member => member.Name, member => Read(member.Value, $"{fields.Where}: {name}.{member.Name}"));

    /// <summary>Whether bytes have the length and hashes, as far as they are said.</summary>
    internal bool Describes(ReadOnlySpan<byte> bytes) =>
        (Length is null || Length == bytes.Length) && (Hashes is null || Digests.Match(Hashes, bytes));

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        if (Length is { } length)
            json.WriteNumber("length", length);
        if (Hashes is not null)
            json.WriteTexts("hashes", Hashes);
        json.WriteOthers(OtherFields);
        json.WriteEndObject();
    }
}
