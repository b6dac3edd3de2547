using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailKlip.Core;

/// <summary>What makes a kiosk one of the fleet, in the folder <c>fleet</c> of its data: who it is, and the key that proves it.</summary>
/// <param name="data">The kiosk's data folder.</param>
public sealed class FleetFiles(string data)
{
    private const int MaxBytes = 64 * 1024;

    public string Folder { get; } = Path.Combine(data, "fleet");

    /// <summary>Settings of the kiosk that its registration gave it; environment and command line go before them.</summary>
    public string SettingsPath { get; } = Path.Combine(data, "kiosk.json");

    public string IdentityPath => Path.Combine(Folder, "identity.json");

    /// <summary>The private key, in PEM (PKCS #8), for its owner's eyes alone.</summary>
    public string KeyPath => Path.Combine(Folder, "key.pem");

    /// <summary>A key that is to take the other's place, until the server knows it.</summary>
    public string NextKeyPath => Path.Combine(Folder, "key.next.pem");

    /// <returns>Null where the kiosk is not registered.</returns>
    /// <exception cref="IOException">The file cannot be read, or holds no identity.</exception>
    public KioskIdentity? Identity()
    {
        if (new FileInfo(IdentityPath) is not { Exists: true, Length: var length })
            return null;
        try
        {
            if (length <= MaxBytes
                && JsonSerializer.Deserialize(File.ReadAllBytes(IdentityPath), FleetJson.Default.KioskIdentity) is { } identity)
                return identity;
        }
        catch (JsonException)
        {
        }
        throw new IOException($"{IdentityPath} holds no identity of a kiosk: register it anew with 'klip provision'.");
    }

    public void Write(KioskIdentity identity)
    {
        Directory.CreateDirectory(Folder);
        DurableFile.Write(IdentityPath, stream => JsonSerializer.Serialize(stream, identity, FleetJson.Default.KioskIdentity));
    }

    /// <summary>Makes a key where there is none yet: one whose registration was cut off is used again, so that its code is too.</summary>
    /// <param name="path"><see cref="KeyPath"/> or <see cref="NextKeyPath"/>.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="IOException">It cannot be written, or <see cref="ReadKey"/> refuses the one that is there.</exception>
    public ECDsa KeyAt(string path)
    {
        if (File.Exists(path))
            return ReadKey(path);
        Directory.CreateDirectory(Folder);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var temporary = DurableFile.TemporaryFor(path);
        File.Delete(temporary);
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, creation))
            file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        DurableFile.Publish(temporary, path);
        return key;
    }

    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="IOException">It is missing, no key on P-256, or others can read it.</exception>
    public static ECDsa ReadKey(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: <= MaxBytes })
            throw new IOException($"{path} is missing or no key: register the kiosk anew with 'klip provision'.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new IOException($"{path} can be read by others: chmod 600 it, and think of revoking it.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256 && KioskPublicKey.Of(key).IsValid())
                return key;
        }
        catch (Exception foreign) when (foreign is ArgumentException or CryptographicException)
        {
        }
        key.Dispose();
        throw new IOException($"{path} holds no private key on the curve P-256: register the kiosk anew with 'klip provision'.");
    }
}
