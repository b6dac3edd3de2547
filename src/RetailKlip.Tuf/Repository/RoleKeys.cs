namespace RetailKlip.Tuf;

/// <summary>The keys of a role, and how many of them must sign.</summary>
public sealed record RoleKeys(IReadOnlyList<PublicKey> Keys, int Threshold)
{
    internal Role Role => new([.. Keys.Select(key => key.KeyId)], Threshold);
}
