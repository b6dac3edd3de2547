using RetailKlip.Tuf;

namespace RetailKlip.Tests.Tuf;

/// <summary>A client with folders of its own, told what to do as the conformance suite tells it: each call is a new
/// <see cref="Updater"/>, as a new process would have.</summary>
internal sealed class SimulatedClient : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly Uri _repository;

    public SimulatedClient(Uri repository)
    {
        _repository = repository;
        Store = new MetadataStore(_folder.File("metadata"));
        Targets = _folder.File("targets");
    }

    /// <summary>A client that trusts the repository's first root.</summary>
    public SimulatedClient(SimulatorServer server, RepositorySimulator repository)
        : this(server.Serve(repository)) => Store.Trust(repository.Published[RoleNames.Root][0]);

    public MetadataStore Store { get; }

    public string Targets { get; }

    public UpdaterOptions Options { get; } = new();

    /// <summary>What the last call that failed failed with.</summary>
    public TufException? Error { get; private set; }

    /// <summary>The trusted roles with their versions, in the order of their files' names.</summary>
    public IEnumerable<(string Role, long Version)> TrustedRoles => Directory.GetFiles(Store.Folder, "*.json")
        .Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileNameWithoutExtension(file), VersionIn(file)));

    /// <summary>The content of every downloaded file, the oldest first.</summary>
    public IEnumerable<string> Downloaded => new DirectoryInfo(Targets) is { Exists: true } folder
        ? folder.GetFiles().OrderBy(file => file.LastWriteTimeUtc).Select(file => File.ReadAllText(file.FullName))
        : [];

    public long? Version(string role) => File.Exists(Store.PathOf(role)) ? VersionIn(Store.PathOf(role)) : null;

    public byte[] Bytes(string role) => File.ReadAllBytes(Store.PathOf(role));

    public Updater Updater(double daysLater = 0) => new(
        Store, new Uri(_repository, "metadata"), new Uri(_repository, "targets/"), _http, Options,
        new Clock(RepositorySimulator.Now.AddDays(daysLater)));

    public Task<bool> RefreshAsync(double daysLater = 0) => SucceedsAsync(() => Updater(daysLater).RefreshAsync());

    public Task<bool> DownloadAsync(string path, double daysLater = 0) => DownloadAsync([path], daysLater);

    public Task<bool> DownloadAsync(string[] paths, double daysLater = 0) => SucceedsAsync(async () =>
    {
        var updater = Updater(daysLater);
        await updater.RefreshAsync();
        foreach (var path in paths)
        {
            var target = await updater.FindAsync(path) ?? throw new TufException(TufFailure.Missing, path);
            await updater.DownloadAsync(target, Path.Combine(Targets, Uri.EscapeDataString(path)));
        }
    });

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private static long VersionIn(string file)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.GetProperty("signed").GetProperty("version").GetInt64();
    }

    private async Task<bool> SucceedsAsync(Func<Task> work)
    {
        try
        {
            await work();
            Error = null;
            return true;
        }
        catch (TufException error)
        {
            Error = error;
            return false;
        }
    }

    // A fixed time of day, real timers.
    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
