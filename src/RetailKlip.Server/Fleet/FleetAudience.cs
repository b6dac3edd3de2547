using System.Security.Cryptography;

namespace RetailKlip.Server;

/// <summary>What kiosks address assertions to: not an address, which proxies change and which a false server could claim, but the
/// fingerprint of the repository's first root, which both know from the registration code and no other server has.</summary>
internal sealed class FleetAudience(UpdateRepository updates)
{
    private string? _fingerprint;

    /// <summary>Null while there is no update repository.</summary>
    public string? Value => Fingerprint is { } fingerprint ? $"urn:retailklip:server:{fingerprint}" : null;

    /// <summary>SHA-256 of the first root in lower-case hex; null while there is no update repository.</summary>
    public string? Fingerprint => _fingerprint ??= Read();

    private string? Read()
    {
        var first = Path.Combine(updates.MetadataFolder, "1.root.json");
        return File.Exists(first) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(first))) : null;
    }
}
