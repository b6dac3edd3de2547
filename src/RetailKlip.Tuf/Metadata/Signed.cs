using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>The signed part of every metadata file.</summary>
public abstract record Signed
{
    /// <summary>The version of the specification that is written; any 1.x is read.</summary>
    public const string SpecificationVersion = "1.0.31";

    /// <summary>At least 1; a client never goes back to a lower one.</summary>
    public required long Version { get; init; }

    /// <summary>In UTC, whole seconds.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Members that the specification does not know; they stay when the file is signed again.</summary>
    public IReadOnlyDictionary<string, JsonElement> OtherFields { get; init; } = new Dictionary<string, JsonElement>();

    public bool IsExpired(DateTimeOffset at) => at >= Expires;

    private protected abstract string TypeName { get; }

    internal static (long Version, DateTimeOffset Expires) TakeCommon(JsonFields fields)
    {
        var specification = fields.Text("spec_version");
        var parts = specification.Split('.');
        if (parts.Length is not (2 or 3) || parts[0] != "1" || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
            throw JsonFields.Malformed(fields.Where, $"'spec_version' is {specification}, but only 1.x is understood");
        return (fields.Whole("version", 1), fields.Time("expires"));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("_type", TypeName);
        json.WriteString("spec_version", SpecificationVersion);
        json.WriteNumber("version", Version);
        json.WriteString("expires", JsonFields.Date(Expires));
        WriteFields(json);
        json.WriteOthers(OtherFields);
        json.WriteEndObject();
    }

    private protected abstract void WriteFields(Utf8JsonWriter json);
}
