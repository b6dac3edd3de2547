using RetailKlip.Tuf;

namespace RetailKlip.Tests.Tuf;

/// <summary>A repository on disk as a chain of stores has it: three holders of offline keys, two of whom must sign, and a server
/// that signs galleries, snapshot and timestamp.</summary>
internal sealed class TestRepository : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="now">The repository's time; null is that of the simulated clients.</param>
    public TestRepository(DateTimeOffset? now = null)
    {
        Clock.Now = now ?? RepositorySimulator.Now;
        var offline = new RoleKeys([.. Holders.Select(key => key.Public)], 2);
        var online = new RoleKeys([Server.Public], 1);
        Repository = Repository.Create(Folder, new RepositoryPlan
        {
            Root = offline,
            Targets = offline,
            Snapshot = online,
            Timestamp = online,
            Delegations =
            [
                new PlannedDelegation("models", offline, ["models/*"]),
                new PlannedDelegation("galleries", online, ["galleries/*"]),
            ],
        }, [.. Holders, Server], time: Clock);
    }

    public SigningKey[] Holders { get; } = [SigningKey.Generate(), SigningKey.Generate(), SigningKey.Generate()];

    public SigningKey Server { get; } = SigningKey.Generate();

    public Repository Repository { get; }

    public SettableClock Clock { get; } = new();

    public string Folder => _folder.File("repository");

    /// <summary>A file outside the repository.</summary>
    public string File(string name, string content)
    {
        var path = _folder.File(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public NewTarget Target(string path, string content) => new(path, File("content", content));

    public bool PublishGallery(string path, string content) => Repository.Publish("galleries", [Target(path, content)], [], [Server]);

    /// <summary>Answers as any web server does that serves the folder.</summary>
    public byte[]? Answer(string path)
    {
        var file = Path.Combine(Folder, Uri.UnescapeDataString(path));
        return System.IO.File.Exists(file) ? System.IO.File.ReadAllBytes(file) : null;
    }

    public Uri Serve(SimulatorServer server) => server.Serve(Answer);

    /// <summary>A client that trusts the newest root.</summary>
    public SimulatedClient Client(SimulatorServer server)
    {
        var client = new SimulatedClient(Serve(server));
        client.Store.Trust(Repository.RootFile());
        return client;
    }

    public void Dispose() => _folder.Dispose();

    internal sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
