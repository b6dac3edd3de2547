using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Which targets exist, and to whom others are delegated; the top-level role and every delegated one.</summary>
public sealed record Targets : Signed, ISignedFormat<Targets>
{
    public static string Type => RoleNames.Targets;

    /// <summary>By path.</summary>
    public IReadOnlyDictionary<string, TargetFile> Files { get; init; } = new Dictionary<string, TargetFile>();

    /// <summary>Null where nothing is delegated.</summary>
    public Delegations? Delegations { get; init; }

    private protected override string TypeName => Type;

    public static Targets Read(JsonElement signed, string where)
    {
        var fields = new JsonFields(signed, where);
        fields.Take("_type");
        var (version, expires) = TakeCommon(fields);
        return new Targets
        {
            Version = version,
            Expires = expires,
            Files = fields.Members("targets").ToDictionary(
                target => target.Name, target => TargetFile.Read(target.Name, target.Value, $"{where}: targets.{target.Name}")),
            Delegations = fields.Has("delegations") ? Delegations.Read(fields.Object("delegations")) : null,
            OtherFields = fields.Rest,
        };
    }

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteStartObject("targets");
        foreach (var (path, file) in Files)
        {
            json.WritePropertyName(path);
            file.Write(json);
        }
        json.WriteEndObject();
        if (Delegations is not null)
        {
            json.WritePropertyName("delegations");
            Delegations.Write(json);
        }
    }
}
