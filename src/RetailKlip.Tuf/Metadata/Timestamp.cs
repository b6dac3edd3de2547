using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Which snapshot is the newest; signed again and again, so that a client notices when it is kept from news.</summary>
public sealed record Timestamp : Signed, ISignedFormat<Timestamp>
{
    public static string Type => RoleNames.Timestamp;

    public required MetaFile Snapshot { get; init; }

    private protected override string TypeName => Type;

    public static Timestamp Read(JsonElement signed, string where)
    {
        var fields = new JsonFields(signed, where);
        fields.Take("_type");
        var (version, expires) = TakeCommon(fields);
        var meta = fields.Object("meta");
        return new Timestamp
        {
            Version = version,
            Expires = expires,
            Snapshot = MetaFile.Read(meta.Take(RoleNames.MetaPath(RoleNames.Snapshot)), $"{where}: meta"),
            OtherFields = fields.Rest,
        };
    }

    private protected override void WriteFields(Utf8JsonWriter json) =>
        json.WriteMeta([KeyValuePair.Create(RoleNames.MetaPath(RoleNames.Snapshot), Snapshot)]);
}
