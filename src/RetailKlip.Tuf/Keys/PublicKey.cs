using System.Security.Cryptography;
using System.Text.Json;
using Org.BouncyCastle.Asn1.EdEC;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;

namespace RetailKlip.Tuf;

/// <summary>A key that metadata lists. One of a type or scheme that is not known here is kept, but verifies nothing.</summary>
public sealed class PublicKey
{
    private readonly JsonElement _json;
    private readonly Lazy<Verifier?> _verifier;

    private PublicKey(string keyId, JsonElement json, string keyType, string scheme, string? value)
    {
        (KeyId, _json, KeyType, Scheme, Value) = (keyId, json, keyType, scheme, value);
        _verifier = new(() => value is null ? null : Verifier.For(keyType, scheme, value));
    }

    /// <summary>What signatures and roles call it: SHA-256 of its canonical form where it was made here, else whatever metadata
    /// says.</summary>
    public string KeyId { get; }

    /// <summary><c>ed25519</c>, <c>ecdsa</c> or <c>rsa</c> where it is known.</summary>
    public string KeyType { get; }

    /// <summary>Such as <c>ed25519</c>, <c>ecdsa-sha2-nistp256</c>, <c>rsassa-pss-sha256</c>.</summary>
    public string Scheme { get; }

    /// <summary>The public half: hex for ed25519, PEM for the others; null where metadata does not hold it as one text.</summary>
    public string? Value { get; }

    /// <summary>What makes two keys the same key, whatever they are called: their numbers. Null where the key is not known
    /// here.</summary>
    internal string? Identity => _verifier.Value?.Identity;

    /// <param name="value">The public half: hex for ed25519, PEM for the others.</param>
    public static PublicKey Of(string keyType, string scheme, string value)
    {
        var json = JsonSerializer.SerializeToElement(new { keytype = keyType, scheme, keyval = new { @public = value } });
        return new PublicKey(Digests.Of(CanonicalJson.Encode(json)), json, keyType, scheme, value);
    }

    /// <summary>The key as PEM, whatever its type.</summary>
    /// <exception cref="CryptographicException">It is of a type that is not known here.</exception>
    internal string ToPem() => KeyType switch
    {
        "ed25519" => PemEncoding.WriteString("PUBLIC KEY", new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), Convert.FromHexString(Value!)).GetDerEncoded()) + "\n",
        "ecdsa" or "rsa" => Value!,
        _ => throw new CryptographicException($"keys of type {KeyType} have no file format here"),
    };

    /// <exception cref="CryptographicException">It is of a type that is not known here.</exception>
    internal static PublicKey OfSubjectPublicKeyInfo(byte[] der)
    {
        var info = SubjectPublicKeyInfo.GetInstance(der);
        if (info.Algorithm.Algorithm.Equals(EdECObjectIdentifiers.id_Ed25519))
            return Of("ed25519", "ed25519", Convert.ToHexStringLower(info.PublicKey.GetBytes()));
        var pem = PemEncoding.WriteString("PUBLIC KEY", der) + "\n";
        if (info.Algorithm.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey))
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(der, out _);
            return Of("ecdsa", $"ecdsa-sha2-nistp{ecdsa.KeySize}", pem);
        }
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(der, out _);
        return Of("rsa", "rsassa-pss-sha256", pem);
    }

    /// <summary>Whether this key made the signature.</summary>
    /// <param name="signature">In hex; nonsense is no signature.</param>
    public bool Verifies(string signature, byte[] message)
    {
        if (_verifier.Value is not { } verifier || signature.Length == 0 || signature.Length % 2 != 0)
            return false;
        var bytes = new byte[signature.Length / 2];
        return Convert.FromHexString(signature, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == bytes.Length
            && verifier.Verify(bytes, message);
    }

    internal static PublicKey Read(string keyId, JsonElement value, string where)
    {
        var fields = new JsonFields(value, where);
        var values = new JsonFields(fields.Take("keyval"), $"{where}: keyval");
        return new PublicKey(
            keyId, value, fields.Text("keytype"), fields.Text("scheme"), values.Has("public") ? values.Text("public") : null);
    }

    internal static IReadOnlyDictionary<string, PublicKey> ReadAll(JsonFields fields) =>
        fields.Members("keys").ToDictionary(key => key.Name, key => Read(key.Name, key.Value, $"{fields.Where}: keys.{key.Name}"));

    internal void Write(Utf8JsonWriter json) => _json.WriteTo(json);
}
