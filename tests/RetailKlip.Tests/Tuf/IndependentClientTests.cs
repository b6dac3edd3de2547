using RetailKlip.Tests.Solution;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>What our repository publishes, as tuf-js sees it, which others wrote.</summary>
public sealed class IndependentClientTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private static readonly string Script = Path.Combine(Shared.Checkout, "tests", "RetailKlip.Tests", "Tuf", "tuf-js", "download.js");

    private readonly TestRepository _test = new(TimeProvider.System.GetUtcNow());
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _test.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Accepts_galleries_and_models_before_and_after_all_keys_were_replaced()
    {
        RequireNode();
        Directory.CreateDirectory(_folder.File("metadata"));
        File.WriteAllBytes(_folder.File("metadata/root.json"), _test.Repository.RootFile());
        _test.PublishGallery("galleries/store-12", "prices");
        _test.Repository.Publish("models", [_test.Target("models/s", "model s")], [], _test.Holders);
        _test.Repository.PublishStaged([_test.Server]);

        Assert.Equal(["prices", "model s"], await DownloadAsync("galleries/store-12", "models/s"));

        var (holder, online) = (SigningKey.Generate(SignatureAlgorithm.EcdsaP256), SigningKey.Generate());
        SigningKey[] all = [.. _test.Holders, _test.Server, holder, online];
        foreach (var role in new[] { "root", "targets", "models" })
            _test.Repository.ChangeKeys(role, keys => keys with { Keys = [holder.Public, .. keys.Keys.Skip(1)] }, all);
        foreach (var role in new[] { "timestamp", "snapshot", "galleries" })
            _test.Repository.ChangeKeys(role, keys => keys with { Keys = [online.Public] }, all);
        _test.Repository.PublishStaged(all);
        _test.Repository.Publish("galleries", [_test.Target("galleries/store-12", "new prices")], [], [online]);

        Assert.Equal(["new prices", "model s"], await DownloadAsync("galleries/store-12", "models/s"));
        Assert.Equal(2, MetadataJson.Parse<Root>(File.ReadAllBytes(_folder.File("metadata/root.json")), "root.json").Signed.Version);
    }

    [Fact]
    public async Task Refuses_what_ours_refuses()
    {
        RequireNode();
        Directory.CreateDirectory(_folder.File("metadata"));
        File.WriteAllBytes(_folder.File("metadata/root.json"), _test.Repository.RootFile());
        _test.PublishGallery("galleries/store-12", "prices");
        var file = Path.Combine(_test.Repository.MetadataFolder, "2.galleries.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("store-12", "store-66", StringComparison.Ordinal));

        Assert.NotEqual(0, (await RunAsync("galleries/store-66")).ExitCode);
        using var client = _test.Client(server);
        Assert.False(await client.DownloadAsync("galleries/store-66", (_test.Clock.Now - RepositorySimulator.Now).TotalDays));
        Assert.Equal(TufFailure.Mismatched, client.Error!.Failure);
    }

    private async Task<IEnumerable<string>> DownloadAsync(params string[] names)
    {
        var run = await RunAsync(names);
        Assert.True(run.ExitCode == 0, run.All);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(File.ReadAllText);
    }

    private Task<ProgramRun> RunAsync(params string[] names)
    {
        Directory.CreateDirectory(_folder.File("targets"));
        var address = _test.Serve(server);
        return ProgramRun.Of(
            "node",
            [
                Script, _folder.File("metadata"), new Uri(address, "metadata").AbsoluteUri,
                _folder.File("targets"), new Uri(address, "targets").AbsoluteUri, .. names,
            ],
            TestContext.Current.CancellationToken);
    }

    private static void RequireNode()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        if (folders.Any(folder => File.Exists(Path.Combine(folder, "node"))) && Directory.Exists(Path.Combine(Path.GetDirectoryName(Script)!, "node_modules")))
            return;
        const string Missing = "node or tuf-js is missing: tests/run.sh installs both.";
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.Skip(Missing);
    }
}
