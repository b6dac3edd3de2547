using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Which versions of all targets metadata belong together.</summary>
public sealed record Snapshot : Signed, ISignedFormat<Snapshot>
{
    public static string Type => RoleNames.Snapshot;

    /// <summary>By file: <c>targets.json</c> and <c>ROLE.json</c> of every delegated role.</summary>
    public required IReadOnlyDictionary<string, MetaFile> Meta { get; init; }

    private protected override string TypeName => Type;

    public static Snapshot Read(JsonElement signed, string where)
    {
        var fields = new JsonFields(signed, where);
        fields.Take("_type");
        var (version, expires) = TakeCommon(fields);
        return new Snapshot { Version = version, Expires = expires, Meta = MetaFile.ReadAll(fields, "meta"), OtherFields = fields.Rest };
    }

    private protected override void WriteFields(Utf8JsonWriter json) => json.WriteMeta(Meta);
}
