using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>To whom a targets role delegates: either a list of roles, first match first, or <see cref="Succinct"/> bins.</summary>
public sealed record Delegations
{
    /// <summary>By key id.</summary>
    public required IReadOnlyDictionary<string, PublicKey> Keys { get; init; }

    /// <summary>In order of trust; empty where <see cref="Succinct"/> is used.</summary>
    public IReadOnlyList<DelegatedRole> Roles { get; init; } = [];

    /// <summary>Null where <see cref="Roles"/> are used.</summary>
    public SuccinctRoles? Succinct { get; init; }

    /// <summary>Members that the specification does not know; they stay when the file is signed again.</summary>
    public IReadOnlyDictionary<string, JsonElement> OtherFields { get; init; } = new Dictionary<string, JsonElement>();

    internal static Delegations Read(JsonFields fields)
    {
        if (fields.Has("roles") == fields.Has("succinct_roles"))
            throw JsonFields.Malformed(fields.Where, "either 'roles' or 'succinct_roles' is expected");
        IReadOnlyList<DelegatedRole> roles = fields.Has("roles")
            ? [.. fields.Array("roles").Select(role => DelegatedRole.Read(role, $"{fields.Where}: roles"))]
            : [];
        if (roles.DistinctBy(role => role.Name).Count() != roles.Count)
            throw JsonFields.Malformed(fields.Where, "'roles' names a role twice");
        return new Delegations
        {
            Keys = PublicKey.ReadAll(fields),
            Roles = roles,
            Succinct = fields.Has("succinct_roles") ? SuccinctRoles.Read(fields.Object("succinct_roles")) : null,
            OtherFields = fields.Rest,
        };
    }

    /// <summary>The roles that may know a target, in order of trust, and whether the search ends with each.</summary>
    internal IEnumerable<(string Role, bool Terminating)> For(string targetPath) => Succinct is { } bins
        ? [(bins.RoleOf(targetPath), true)]
        : Roles.Where(role => role.Covers(targetPath)).Select(role => (role.Name, role.Terminating));

    /// <summary>Who signs for a delegated role; null where there is no such role.</summary>
    internal Signers? SignersOf(string role)
    {
        var signing = Succinct is { } bins
            ? bins.Has(role) ? bins.Role : null
            : Roles.FirstOrDefault(delegated => delegated.Name == role)?.Role;
        return signing is null ? null : new Signers(Keys, signing);
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteKeys(Keys);
        if (Succinct is { } bins)
        {
            json.WritePropertyName("succinct_roles");
            bins.Write(json);
        }
        else
        {
            json.WriteStartArray("roles");
            foreach (var role in Roles)
                role.Write(json);
            json.WriteEndArray();
        }
        json.WriteOthers(OtherFields);
        json.WriteEndObject();
    }
}
