namespace RetailKlip.Tuf;

/// <summary>Other roles and keys, in metadata that lists them; keys that no role needs any more are left out.</summary>
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

    public static Targets WithDelegation(this Targets targets, PlannedDelegation added)
    {
        var before = targets.Delegations;
        var role = new DelegatedRole(added.Name, added.Signers.Role, added.Terminating) { Paths = added.Paths };
        IReadOnlyList<DelegatedRole> roles = [.. before?.Roles ?? [], role];
        var keys = Needed(before?.Keys ?? new Dictionary<string, PublicKey>(), added.Signers.Keys, roles.Select(one => one.Role));
        return targets with { Delegations = before is null ? new Delegations { Keys = keys, Roles = roles } : before with { Keys = keys, Roles = roles } };
    }

    public static Targets WithoutDelegation(this Targets targets, string name)
    {
        var before = targets.Delegations!;
        IReadOnlyList<DelegatedRole> roles = [.. before.Roles.Where(role => role.Name != name)];
        return targets with { Delegations = before with { Roles = roles, Keys = Needed(before.Keys, [], roles.Select(role => role.Role)) } };
    }

    private static Dictionary<string, PublicKey> Needed(
        IReadOnlyDictionary<string, PublicKey> known, IEnumerable<PublicKey> added, IEnumerable<Role> roles)
    {
        var needed = roles.SelectMany(role => role.KeyIds).ToHashSet();
        return known.Values.Concat(added)
            .Where(key => needed.Contains(key.KeyId)).DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId);
    }
}
