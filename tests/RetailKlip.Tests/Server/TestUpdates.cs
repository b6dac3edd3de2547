using System.Security.Cryptography;
using RetailKlip.Tuf;

namespace RetailKlip.Tests.Server;

/// <summary>An update repository and an online key where a server looks for them, as <c>klip keys</c> makes them; the offline key is forgotten.</summary>
internal sealed class TestUpdates
{
    public const string Passphrase = "correct horse battery";

    private TestUpdates(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>Of the first root: what kiosks are registered with.</summary>
    public string Fingerprint { get; }

    /// <summary>A setting of the server.</summary>
    public static string Setting => $"KeysPassphrase={Passphrase}";

    /// <param name="data">The server's folder.</param>
    /// <param name="now">The time that it is signed at.</param>
    /// <param name="models">Offline key that signs encoders; null where the repository has no role for them.</param>
    public static TestUpdates Create(string data, TimeProvider? now = null, SigningKey? models = null)
    {
        using var offline = SigningKey.Generate();
        using var online = SigningKey.Generate();
        var (holder, server) = (new RoleKeys([offline.Public], 1), new RoleKeys([online.Public], 1));
        var plan = new RepositoryPlan
        {
            Root = holder,
            Targets = holder,
            Snapshot = server,
            Timestamp = server,
            Delegations =
            [
                .. models is null ? Array.Empty<PlannedDelegation>() : [new PlannedDelegation("models", new RoleKeys([models.Public], 1), ["models/*"])],
                new PlannedDelegation("galleries", server, ["galleries/*"]),
            ],
        };
        var repository = Repository.Create(Path.Combine(data, "tuf"), plan, [offline, online, .. models is null ? Array.Empty<SigningKey>() : [models]], time: now);
        KeyFile.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(data, "keys")).FullName, "online.pem"), online, Passphrase);
        return new TestUpdates(Convert.ToHexStringLower(SHA256.HashData(repository.RootFile())));
    }
}
