using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;

namespace RetailKlip.Tuf;

/// <summary>
/// Private keys in files: PKCS #8, encrypted with AES-256-CBC under a key derived by PBKDF2 with HMAC-SHA-256 (PBES2, RFC 8018), as
/// PEM, which openssl reads as well. Public keys as PEM.
/// </summary>
public static class KeyFile
{
    /// <summary>Of a passphrase, in characters.</summary>
    public const int ShortestPassphrase = 8;

    private const string PrivateLabel = "ENCRYPTED PRIVATE KEY";
    private const int LargestFile = 100_000;
    private const int Rounds = 600_000;
    private const int MostRounds = 10_000_000;

    /// <summary>Writes a private key where no file is; only its owner may read it.</summary>
    /// <exception cref="ArgumentException">The passphrase is too short.</exception>
    /// <exception cref="IOException">There is a file already, or it cannot be written.</exception>
    public static void Write(string path, SigningKey key, string passphrase)
    {
        if (passphrase.Length < ShortestPassphrase)
            throw new ArgumentException($"a passphrase has at least {ShortestPassphrase} characters", nameof(passphrase));
        if (File.Exists(path))
            throw new IOException($"{path} exists already: a key is never overwritten");
        var pkcs8 = key.ExportPkcs8();
        try
        {
            CreateFile(path, PemEncoding.WriteString(PrivateLabel, Encrypt(pkcs8, passphrase)) + "\n");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>Reads a private key: Ed25519, or ECDSA on NIST P-256.</summary>
    /// <exception cref="FormatException">It is no such key, or the passphrase is another.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SigningKey Read(string path, string passphrase)
    {
        try
        {
            var pkcs8 = Decrypt(ReadPem(path, PrivateLabel), passphrase);
            try
            {
                return SigningKey.FromPkcs8(pkcs8);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(pkcs8);
            }
        }
        catch (Exception unsound) when (unsound is CryptographicException or ArgumentException or InvalidCastException)
        {
            throw new FormatException($"{path} cannot be opened: give its passphrase, or another key file ({unsound.Message})", unsound);
        }
    }

    /// <summary>Writes a public key where no file is.</summary>
    /// <exception cref="IOException">There is a file already, or it cannot be written.</exception>
    public static void WritePublic(string path, PublicKey key) => CreateFile(path, key.ToPem());

    /// <summary>Reads a public key: Ed25519, ECDSA, or RSA, which then signs with PSS.</summary>
    /// <exception cref="FormatException">It is no such key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PublicKey ReadPublic(string path)
    {
        try
        {
            return PublicKey.OfSubjectPublicKeyInfo(ReadPem(path, "PUBLIC KEY"));
        }
        catch (Exception unsound) when (unsound is CryptographicException or ArgumentException or InvalidCastException)
        {
            throw new FormatException($"{path} is no public key that is known here: Ed25519, ECDSA or RSA ({unsound.Message})", unsound);
        }
    }

    private static byte[] Encrypt(byte[] pkcs8, string passphrase)
    {
        var (salt, iv) = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(16));
        using var aes = Cipher(passphrase, salt, Rounds);
        var hmac = new AlgorithmIdentifier(PkcsObjectIdentifiers.IdHmacWithSha256, DerNull.Instance);
        var parameters = new PbeS2Parameters(
            new KeyDerivationFunc(PkcsObjectIdentifiers.IdPbkdf2, new Pbkdf2Params(salt, Rounds, 32, hmac)),
            new EncryptionScheme(NistObjectIdentifiers.IdAes256Cbc, new DerOctetString(iv)));
        return new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(PkcsObjectIdentifiers.IdPbeS2, parameters), aes.EncryptCbc(pkcs8, iv)).GetDerEncoded();
    }

    private static byte[] Decrypt(byte[] der, string passphrase)
    {
        var file = EncryptedPrivateKeyInfo.GetInstance(der);
        if (!file.EncryptionAlgorithm.Algorithm.Equals(PkcsObjectIdentifiers.IdPbeS2))
            throw new CryptographicException("it is not encrypted by PBES2");
        var parameters = PbeS2Parameters.GetInstance(file.EncryptionAlgorithm.Parameters);
        var derivation = Pbkdf2Params.GetInstance(parameters.KeyDerivationFunc.Parameters);
        if (!parameters.EncryptionScheme.Algorithm.Equals(NistObjectIdentifiers.IdAes256Cbc)
            || !derivation.Prf.Algorithm.Equals(PkcsObjectIdentifiers.IdHmacWithSha256))
            throw new CryptographicException("only AES-256-CBC with HMAC-SHA-256 is read");
        var rounds = derivation.IterationCount.LongValueExact;
        if (rounds is < 1 or > MostRounds)
            throw new CryptographicException($"it asks for {rounds} rounds");
        using var aes = Cipher(passphrase, derivation.GetSalt(), (int)rounds);
        return aes.DecryptCbc(file.GetEncryptedData(), Asn1OctetString.GetInstance(parameters.EncryptionScheme.Parameters).GetOctets());
    }

    private static Aes Cipher(string passphrase, byte[] salt, int rounds)
    {
        var aes = Aes.Create();
        aes.Key = Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, rounds, HashAlgorithmName.SHA256, 32);
        return aes;
    }

    private static byte[] ReadPem(string path, string label)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestFile } file)
            throw new FormatException($"{path} has {file.Length} bytes: that is no key");
        var text = File.ReadAllText(path);
        return PemEncoding.TryFind(text, out var fields) && text[fields.Label] == label
            ? Convert.FromBase64String(text[fields.Base64Data])
            : throw new FormatException($"{path} is no file with a {label}");
    }

    private static void CreateFile(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
