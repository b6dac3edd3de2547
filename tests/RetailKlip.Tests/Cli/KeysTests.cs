using RetailKlip.Tests.Tuf;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Cli;

/// <summary>The keys of a repository from the first ceremony to a stolen server, as its keepers do it.</summary>
[Collection(KlipCollection.Name)]
public sealed class KeysTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private static readonly Dictionary<string, string> Passphrase = new() { ["KLIP_PASSPHRASE"] = "correct horse" };

    private readonly TemporaryFolder _folder = new();

    private string Repository => _folder.File("repository");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_repository_lives_through_new_holders_and_a_stolen_server()
    {
        foreach (var name in new[] { "ann", "ben", "server" })
            Keys("generate", File(name)).Succeeded();
        var init = Keys(
            "init", "--repository", Repository, "--offline", File("ann"), File("ben"), "--threshold", "2", "--online", File("server"));
        var fingerprint = init.Succeeded().Output.Split(' ')[0];
        using var client = new SimulatedClient(server.Serve(Answer));
        client.Store.Trust(System.IO.File.ReadAllBytes(Path.Combine(Repository, "metadata", "1.root.json")), fingerprint);
        Assert.True(await client.RefreshAsync(DaysLater()), client.Error?.Message);

        // The server was stolen: ann signs at once, ben from afar.
        Keys("generate", File("server2"), "--algorithm", "ecdsa").Succeeded();
        var staged = Keys(
            "revoke", Public("server"), "--by", Public("server2"), "--repository", Repository, "--key", File("ann"), File("server2"));
        Assert.Contains("root.json waits for 1 signatures", staged.Succeeded().Output);
        Keys("publish", "--repository", Repository, "--key", File("server2")).Refused("root.json", "1 of the 2 keys");
        string[] files = ["root.json", "targets.json"];
        Keys(["sign", .. files.Select(file => Path.Combine(Repository, "staged", file)), "--key", File("ben")]).Succeeded();
        Assert.Contains(
            "published: root, targets, galleries, snapshot, timestamp",
            Keys("publish", "--repository", Repository, "--key", File("server2")).Succeeded().Output);

        Assert.True(await client.RefreshAsync(DaysLater()), client.Error?.Message);
        Assert.Equal([("root", 2), ("snapshot", 2), ("targets", 2), ("timestamp", 2)], client.TrustedRoles);
        var roles = Keys("list", "--repository", Repository, "--json").Succeeded().Lines
            .ToDictionary(role => role.GetProperty("role").GetString()!);
        var id = KeyFile.ReadPublic(Public("server2")).KeyId;
        Assert.All(
            new[] { "timestamp", "snapshot", "galleries" }, role => Assert.Equal(id, roles[role].GetProperty("keys")[0].GetString()));
        Assert.Equal(2, roles["models"].GetProperty("threshold").GetInt32());
    }

    [Fact]
    public void A_role_is_delegated_and_taken_away_again()
    {
        foreach (var name in new[] { "ann", "server", "kim" })
            Keys("generate", File(name)).Succeeded();
        Keys("init", "--repository", Repository, "--offline", File("ann"), "--online", File("server")).Succeeded();

        var staged = Keys("delegate", "photos", "--path", "photos/*", "--signer", Public("kim"), "--repository", Repository, "--key", File("ann"));
        Assert.Contains("photos.json waits for 1 signatures", staged.Succeeded().Output);
        Keys("publish", "--repository", Repository, "--key", File("server")).Refused("photos.json");
        Keys("sign", Path.Combine(Repository, "staged", "photos.json"), "--key", File("kim")).Succeeded();
        Assert.Contains("photos", Keys("publish", "--repository", Repository, "--key", File("server")).Succeeded().Output);
        Keys("delegate", "photos", "--path", "photos/*", "--signer", Public("kim"), "--repository", Repository, "--key", File("ann")).Refused("photos");

        Keys("undelegate", "photos", "--repository", Repository, "--key", File("ann")).Succeeded();
        Keys("publish", "--repository", Repository, "--key", File("server")).Succeeded();
        Assert.DoesNotContain("photos", Keys("list", "--repository", Repository, "--json").Succeeded().Output);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_in_one_line()
    {
        Klip.Run("keys", "generate", File("ann")).Refused(File("ann"), "--passphrase-file", "KLIP_PASSPHRASE");
        Keys("generate", File("ann")).Succeeded();
        Keys("generate", File("ann")).Refused(File("ann"));
        Keys("list", "--repository", Repository).Refused(Repository);

        System.IO.File.WriteAllText(_folder.File("passphrase"), "wrong horse\n");
        Keys("sign", File("x.json"), "--key", File("ann"), "--passphrase-file", _folder.File("passphrase")).Refused(File("ann"));

        Keys("init", "--repository", Repository, "--offline", File("ann"), "--online", File("ann")).Succeeded();
        Keys("revoke", Public("ann"), "--repository", Repository).Refused("root", "--by");
        Keys("revoke", "0000", "--repository", Repository).Refused("0000", "klip keys list");
    }

    private static KlipRun Keys(params string[] arguments) => Klip.Run(Passphrase, ["keys", .. arguments]);

    private string File(string name) => _folder.File(name.Contains('.', StringComparison.Ordinal) ? name : $"{name}.pem");

    private string Public(string name) => _folder.File($"{name}.pub.pem");

    private byte[]? Answer(string path) => Path.Combine(Repository, path) is var file && System.IO.File.Exists(file)
        ? System.IO.File.ReadAllBytes(file)
        : null;

    // The simulated client lives at another time than these processes.
    private static double DaysLater() => (TimeProvider.System.GetUtcNow() - RepositorySimulator.Now).TotalDays;
}
