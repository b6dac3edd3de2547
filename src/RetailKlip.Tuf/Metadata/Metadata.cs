using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>A metadata file: what is signed, the signatures, and the very bytes, which are what hashes are made of.</summary>
public sealed class Metadata<T>
    where T : Signed, ISignedFormat<T>
{
    internal Metadata(T signed, JsonElement json, IReadOnlyList<Signature> signatures, ReadOnlyMemory<byte> bytes)
    {
        (Signed, Json, Signatures, Bytes) = (signed, json, signatures, bytes);
        Payload = CanonicalJson.Encode(json);
    }

    public T Signed { get; }

    /// <summary>At most one a key.</summary>
    public IReadOnlyList<Signature> Signatures { get; }

    /// <summary>As received or written.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The signed part as it came: written again from <see cref="Signed"/> it might differ, and no signature would fit
    /// it.</summary>
    internal JsonElement Json { get; }

    /// <summary>What the signatures are made of: the canonical form of the signed part.</summary>
    internal byte[] Payload { get; }

    /// <summary>Adds a key's signature, in place of one that it made before; whoever else signed still has.</summary>
    public Metadata<T> SignedBy(SigningKey key) => MetadataJson.Build(
        Signed, Json, [.. Signatures.Where(signature => signature.KeyId != key.Public.KeyId), MetadataJson.SignatureOf(key, Payload)]);
}
