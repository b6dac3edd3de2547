namespace RetailKlip.Tuf;

/// <summary>The keys of a role as its delegator lists them.</summary>
internal sealed record Signers(IReadOnlyDictionary<string, PublicKey> Keys, Role Role)
{
    /// <summary>How many different keys of the role signed. One key under several ids counts once.</summary>
    public int CountOf<T>(Metadata<T> metadata)
        where T : Signed, ISignedFormat<T> => metadata.Signatures
            .Where(signature => Role.KeyIds.Contains(signature.KeyId))
            .Select(signature =>
                Keys.TryGetValue(signature.KeyId, out var key) && key.Verifies(signature.Hex, metadata.Payload) ? key.Identity : null)
            .Where(identity => identity is not null)
            .Distinct()
            .Count();

    /// <param name="name">The file that must be signed, for messages.</param>
    /// <param name="delegator">Who lists the keys.</param>
    /// <exception cref="TufException">Too few keys signed.</exception>
    public void Require<T>(Metadata<T> metadata, string name, string delegator)
        where T : Signed, ISignedFormat<T>
    {
        if (CountOf(metadata) is var count && count < Role.Threshold)
            throw new TufException(TufFailure.Unsigned,
                $"{name} version {metadata.Signed.Version} is signed by {count} of the {Role.Threshold} keys that {delegator} asks for");
    }
}
