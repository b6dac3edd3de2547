using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>A role that signs for some of its delegator's targets.</summary>
/// <param name="Name">Unique among its delegator's roles, and none of <see cref="RoleNames.TopLevel"/>.</param>
/// <param name="Role">Who signs for it.</param>
/// <param name="Terminating">Whether the search for a target that it covers ends with it and those that it delegates to.</param>
public sealed record DelegatedRole(string Name, Role Role, bool Terminating)
{
    /// <summary>Patterns as of a shell: <c>*</c>, <c>?</c> and <c>[…]</c>, none of which matches <c>/</c>. Null where
    /// <see cref="PathHashPrefixes"/> are used.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Beginnings of the SHA-256, in hex, of target paths. Null where <see cref="Paths"/> are used.</summary>
    public IReadOnlyList<string>? PathHashPrefixes { get; init; }

    /// <summary>Whether a target path is delegated to this role.</summary>
    public bool Covers(string targetPath)
    {
        if (Paths is not null)
            return Paths.Any(pattern => PathPattern.Matches(pattern, targetPath));
        var hash = PathHash(targetPath);
        return PathHashPrefixes is not null && PathHashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }

    internal static string PathHash(string targetPath) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(targetPath)));

    internal static DelegatedRole Read(JsonElement value, string where)
    {
        var fields = new JsonFields(value, where);
        var name = fields.Text("name");
        if (name.Length == 0 || RoleNames.IsTopLevel(name))
            throw JsonFields.Malformed(where, $"'{name}' is no name of a delegated role");
        var (hasPaths, hasPrefixes) = (fields.Has("paths"), fields.Has("path_hash_prefixes"));
        if (hasPaths && hasPrefixes)
            throw JsonFields.Malformed(where, $"role {name} has 'paths' and 'path_hash_prefixes', but only one is allowed");
        return new DelegatedRole(name, Role.Take(fields), fields.Has("terminating") && fields.Flag("terminating"))
        {
            Paths = hasPaths ? fields.Texts("paths") : null,
            PathHashPrefixes = hasPrefixes ? fields.Texts("path_hash_prefixes") : null,
        }.With(fields.Rest);
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteBoolean("terminating", Terminating);
        if (Paths is not null)
            json.WriteTexts("paths", Paths);
        if (PathHashPrefixes is not null)
            json.WriteTexts("path_hash_prefixes", PathHashPrefixes);
        Role.WriteFields(json);
        json.WriteEndObject();
    }

    private DelegatedRole With(IReadOnlyDictionary<string, JsonElement> others) => this with { Role = Role with { OtherFields = others } };
}
