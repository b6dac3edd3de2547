using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.EdEC;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace RetailKlip.Tuf;

/// <summary>A private key and its public half. Disposing forgets the private one.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly Func<byte[], byte[]> _sign;
    private readonly Func<byte[]> _export;
    private readonly Action _forget;

    private SigningKey(PublicKey @public, Func<byte[], byte[]> sign, Func<byte[]> export, Action forget) =>
        (Public, _sign, _export, _forget) = (@public, sign, export, forget);

    public PublicKey Public { get; }

    public static SigningKey Generate(SignatureAlgorithm algorithm = SignatureAlgorithm.Ed25519) =>
        algorithm == SignatureAlgorithm.EcdsaP256
            ? From(ECDsa.Create(ECCurve.NamedCurves.nistP256))
            : FromEd25519(RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>Signs with a key of .NET, which may be kept elsewhere, as in a security module.</summary>
    /// <param name="ecdsa">On NIST P-256. The key owns it from now on.</param>
    public static SigningKey From(ECDsa ecdsa) => new(
        ecdsa.KeySize == 256
            ? PublicKey.Of("ecdsa", "ecdsa-sha2-nistp256", ecdsa.ExportSubjectPublicKeyInfoPem() + "\n")
            : throw new CryptographicException("only ECDSA keys on NIST P-256 sign here"),
        message => ecdsa.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        ecdsa.ExportPkcs8PrivateKey,
        ecdsa.Dispose);

    /// <summary>Signs with a key of .NET, which may be kept elsewhere, as in a security module.</summary>
    /// <param name="rsa">Of at least 2048 bits. The key owns it from now on.</param>
    /// <param name="padding">PSS, or PKCS #1 v1.5.</param>
    public static SigningKey From(RSA rsa, RSASignaturePadding padding) => new(
        PublicKey.Of(
            "rsa",
            padding == RSASignaturePadding.Pss ? "rsassa-pss-sha256" : "rsa-pkcs1v15-sha256",
            rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
        message => rsa.SignData(message, HashAlgorithmName.SHA256, padding),
        rsa.ExportPkcs8PrivateKey,
        rsa.Dispose);

    public byte[] Sign(byte[] message) => _sign(message);

    /// <summary>The private key as PKCS #8, not encrypted.</summary>
    internal byte[] ExportPkcs8() => _export();

    /// <param name="pkcs8">Of an Ed25519 key, or an ECDSA key on NIST P-256.</param>
    /// <exception cref="CryptographicException">It is no such key.</exception>
    internal static SigningKey FromPkcs8(byte[] pkcs8)
    {
        try
        {
            var info = PrivateKeyInfo.GetInstance(pkcs8);
            if (info.PrivateKeyAlgorithm.Algorithm.Equals(EdECObjectIdentifiers.id_Ed25519))
                return FromEd25519(Asn1OctetString.GetInstance(info.ParsePrivateKey()).GetOctets());
            var ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return From(ecdsa);
        }
        catch (Exception unsound) when (unsound is ArgumentException or InvalidCastException or IOException)
        {
            throw new CryptographicException("it is no private key", unsound);
        }
    }

    public void Dispose() => _forget();

    private static SigningKey FromEd25519(byte[] secret)
    {
        if (secret.Length != Ed25519.SecretKeySize)
            throw new CryptographicException("an Ed25519 key has 32 bytes");
        var @public = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(secret, 0, @public, 0);
        return new SigningKey(
            PublicKey.Of("ed25519", "ed25519", Convert.ToHexStringLower(@public)),
            message =>
            {
                var signature = new byte[Ed25519.SignatureSize];
                Ed25519.Sign(secret, 0, message, 0, message.Length, signature, 0);
                return signature;
            },
            () => new PrivateKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new DerOctetString(secret)).GetDerEncoded(),
            () => CryptographicOperations.ZeroMemory(secret));
    }
}
