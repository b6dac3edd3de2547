namespace RetailKlip.Tuf;

/// <summary>Other keys for a role, in metadata that lists them; keys that no role needs any more are left out.</summary>
internal static class KeyChanges
{
    public static Root WithRole(this Root root, string name, Role role, IEnumerable<PublicKey> keys)
    {
        var roles = new Dictionary<string, Role>(root.Roles) { [name] = role };
        return root with { Roles = roles, Keys = Needed(root.Keys, keys, roles.Values) };
    }

    public static Targets WithRole(this Targets targets, string name, Role role, IEnumerable<PublicKey> keys)
    {
        var delegations = targets.Delegations!;
        IReadOnlyList<DelegatedRole> roles = [.. delegations.Roles.Select(one => one.Name == name ? one with { Role = role } : one)];
        return targets with
        {
            Delegations = delegations with { Roles = roles, Keys = Needed(delegations.Keys, keys, roles.Select(one => one.Role)) },
        };
    }

    private static Dictionary<string, PublicKey> Needed(
        IReadOnlyDictionary<string, PublicKey> known, IEnumerable<PublicKey> added, IEnumerable<Role> roles)
    {
        var needed = roles.SelectMany(role => role.KeyIds).ToHashSet();
        return known.Values.Concat(added)
            .Where(key => needed.Contains(key.KeyId)).DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId);
    }
}
