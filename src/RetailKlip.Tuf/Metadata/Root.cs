using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Which keys sign for the top-level roles, the root role among them.</summary>
public sealed record Root : Signed, ISignedFormat<Root>
{
    public static string Type => RoleNames.Root;

    /// <summary>Whether names of metadata carry their version and names of targets a hash. False where it is not said.</summary>
    public bool ConsistentSnapshot { get; init; } = true;

    /// <summary>By key id.</summary>
    public required IReadOnlyDictionary<string, PublicKey> Keys { get; init; }

    /// <summary>By role name; the four of <see cref="RoleNames.TopLevel"/> are always there.</summary>
    public required IReadOnlyDictionary<string, Role> Roles { get; init; }

    private protected override string TypeName => Type;

    public static Root Read(JsonElement signed, string where)
    {
        var fields = new JsonFields(signed, where);
        fields.Take("_type");
        var (version, expires) = TakeCommon(fields);
        var roles = fields.Members("roles").ToDictionary(role => role.Name, role => Role.Read(role.Value, $"{where}: roles.{role.Name}"));
        if (RoleNames.TopLevel.FirstOrDefault(role => !roles.ContainsKey(role)) is { } missing)
            throw JsonFields.Malformed(where, $"'roles' lacks {missing}");
        return new Root
        {
            Version = version,
            Expires = expires,
            ConsistentSnapshot = fields.Has("consistent_snapshot") && fields.Flag("consistent_snapshot"),
            Keys = PublicKey.ReadAll(fields),
            Roles = roles,
            OtherFields = fields.Rest,
        };
    }

    internal Signers SignersOf(string role) => new(Keys, Roles[role]);

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteBoolean("consistent_snapshot", ConsistentSnapshot);
        json.WriteKeys(Keys);
        json.WriteStartObject("roles");
        foreach (var (name, role) in Roles)
        {
            json.WriteStartObject(name);
            role.WriteFields(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
