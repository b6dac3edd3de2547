using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.Security;

namespace RetailKlip.Tuf;

/// <summary>Checks signatures of one public key in one scheme.</summary>
/// <param name="Identity">What the key is, whatever it is called.</param>
/// <param name="Verify">Of signature and message.</param>
internal sealed record Verifier(string Identity, Func<byte[], byte[], bool> Verify)
{
    private const int LeastRsaBits = 2048;

    /// <summary>Null where type, scheme or key are not known or not sound.</summary>
    public static Verifier? For(string keyType, string scheme, string value)
    {
        try
        {
            return (keyType, scheme) switch
            {
                ("ed25519", "ed25519") => Ed25519Key(value),
                ("rsa", "rsassa-pss-sha256") => Rsa(value, VerifyPss),
                ("rsa", "rsa-pkcs1v15-sha256") => Rsa(value, (rsa, signature, message) =>
                    rsa.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
                ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => Ecdsa(value, 256, HashAlgorithmName.SHA256),
                ("ecdsa" or "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384") => Ecdsa(value, 384, HashAlgorithmName.SHA384),
                ("ecdsa" or "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521") => Ecdsa(value, 521, HashAlgorithmName.SHA512),
                _ => null,
            };
        }
        catch (Exception unsound) when (unsound is FormatException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    private static Verifier? Ed25519Key(string hex)
    {
        var key = Convert.FromHexString(hex);
        return key.Length != Ed25519.PublicKeySize || !Ed25519.ValidatePublicKeyFull(key, 0)
            ? null
            : new Verifier($"ed25519:{Convert.ToHexStringLower(key)}", (signature, message) =>
                signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, key, 0, message, 0, message.Length));
    }

    private static Verifier? Rsa(string pem, Func<RSA, byte[], byte[], bool> verify)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.KeySize < LeastRsaBits
            ? null
            : new Verifier($"rsa:{Digests.Of(rsa.ExportSubjectPublicKeyInfo())}", (signature, message) =>
                Guard(() => verify(rsa, signature, message)));
    }

    // Writers differ in the length of the salt: as long as the hash, which is all that .NET knows, or as long as fits.
    private static bool VerifyPss(RSA rsa, byte[] signature, byte[] message)
    {
        if (rsa.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss))
            return true;
        var longest = ((rsa.KeySize - 1 + 7) / 8) - SHA256.HashSizeInBytes - 2;
        var pss = new PssSigner(new RsaEngine(), new Sha256Digest(), longest);
        pss.Init(false, PublicKeyFactory.CreateKey(rsa.ExportSubjectPublicKeyInfo()));
        pss.BlockUpdate(message, 0, message.Length);
        return pss.VerifySignature(signature);
    }

    private static Verifier? Ecdsa(string value, int bits, HashAlgorithmName hash)
    {
        var ecdsa = ECDsa.Create();
        if (value.Contains("-----BEGIN", StringComparison.Ordinal))
            ecdsa.ImportFromPem(value);
        else
            ecdsa.ImportParameters(RawPoint(Convert.FromHexString(value), bits));
        return ecdsa.KeySize != bits
            ? null
            : new Verifier($"ecdsa:{Digests.Of(ecdsa.ExportSubjectPublicKeyInfo())}", (signature, message) =>
                Guard(() => ecdsa.VerifyData(message, signature, hash, DSASignatureFormat.Rfc3279DerSequence)));
    }

    // Early repositories wrote the uncompressed point in hex (SEC 1, 2.3.3) in place of PEM.
    private static ECParameters RawPoint(byte[] point, int bits)
    {
        var size = (bits + 7) / 8;
        if (point.Length != 1 + (2 * size) || point[0] != 4)
            throw new FormatException("no uncompressed point");
        return new ECParameters
        {
            Curve = bits switch
            {
                256 => ECCurve.NamedCurves.nistP256,
                384 => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            },
            Q = new ECPoint { X = point[1..(1 + size)], Y = point[(1 + size)..] },
        };
    }

    // What is no signature at all is a wrong signature.
    private static bool Guard(Func<bool> verify)
    {
        try
        {
            return verify();
        }
        catch (Exception nonsense) when (nonsense is CryptographicException or Org.BouncyCastle.Crypto.CryptoException)
        {
            return false;
        }
    }
}
