using System.Globalization;
using RetailKlip.Tests.Solution;
using RetailKlip.Tests.Tuf;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Cli;

/// <summary>klip as the client under test of the TUF conformance suite: each call is a process of its own.</summary>
[Collection(KlipCollection.Name)]
public sealed class TufTests : IClassFixture<SimulatorServer>, IDisposable
{
    private const string Faketime = "/usr/bin/faketime";

    private readonly TemporaryFolder _folder = new();
    private readonly RepositorySimulator _repository = new(TimeProvider.System.GetUtcNow().AddDays(30));
    private readonly Uri _address;

    public TufTests(SimulatorServer server)
    {
        _address = server.Serve(_repository);
        File.WriteAllBytes(RootFile, _repository.Published["root"][0]);
    }

    private string RootFile => _folder.File("initial_root.json");

    private string Metadata => _folder.File("metadata");

    private string Targets => _folder.File("targets");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trusts_a_root_refreshes_and_downloads()
    {
        _repository.AddTarget("targets", "path/to/a file.txt", "one"u8.ToArray());
        _repository.AddTarget("targets", "@two", "two"u8.ToArray());
        _repository.PublishContent();

        Init().Succeeded();
        Assert.Empty(_repository.Requests);
        Klip.Run(Arguments("refresh")).Succeeded();
        Klip.Run(Arguments("download", "path/to/a file.txt", "@two")).Succeeded();

        Assert.Equal(["root.json", "snapshot.json", "targets.json", "timestamp.json"], Names(Metadata));
        Assert.Equal(["%40two", "path%2Fto%2Fa%20file.txt"], Names(Targets));
        Assert.Equal("one", File.ReadAllText(Path.Combine(Targets, "path%2Fto%2Fa%20file.txt")));
        Assert.Equal(_repository.Published["timestamp"][^1], File.ReadAllBytes(Path.Combine(Metadata, "timestamp.json")));
    }

    [Fact]
    public void The_first_target_that_fails_ends_the_run()
    {
        _repository.AddTarget("targets", "one", "one"u8.ToArray());
        _repository.AddTarget("targets", "three", "three"u8.ToArray());
        _repository.PublishContent();
        Init().Succeeded();

        Klip.Run(Arguments("download", "one", "two", "three")).Refused("two");

        Assert.Equal(["one"], Names(Targets));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    public void A_target_stays_in_its_folder(string name)
    {
        _repository.AddTarget("targets", name, "one"u8.ToArray());
        _repository.PublishContent();
        Init().Succeeded();

        Klip.Run(Arguments("download", name)).Refused($"'{name}'");
    }

    [Fact]
    public void What_is_no_root_is_not_trusted()
    {
        File.WriteAllBytes(RootFile, _repository.Published["timestamp"][0]);
        Init().Refused(RootFile, "timestamp");
        File.WriteAllBytes(RootFile, new byte[1_000_000]);
        Init().Refused(RootFile, "1000000 bytes");
        File.Delete(RootFile);
        Init().Refused(RootFile);

        Klip.Run(Arguments("refresh")).Refused("root.json", "first root");
        Assert.Empty(_repository.Requests);
    }

    [Fact]
    public async Task The_time_is_the_systems_and_no_other()
    {
        if (!File.Exists(Faketime))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "faketime is missing: apt-get install faketime.");
            Assert.Skip("faketime is missing: apt-get install faketime.");
        }
        Init().Succeeded();

        Assert.Equal(0, (await RefreshAtAsync(29)).ExitCode);
        var late = await RefreshAtAsync(31);

        Assert.Equal(1, late.ExitCode);
        Assert.Contains("root.json version 1 expired", late.Errors);
    }

    private Task<ProgramRun> RefreshAtAsync(int days)
    {
        // As the suite writes it: a Python datetime in UTC.
        var time = TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
        return ProgramRun.Of(Faketime, [time, "dotnet", Klip.Path, .. Arguments("refresh")], TestContext.Current.CancellationToken);
    }

    private KlipRun Init() => Klip.Run("tuf", "--metadata-dir", Metadata, "init", RootFile);

    private string[] Arguments(string command, params string[] targets) =>
    [
        "tuf", "--metadata-url", new Uri(_address, "metadata/").AbsoluteUri, "--metadata-dir", Metadata,
        .. targets.SelectMany(target => new[] { "--target-name", target }),
        .. targets.Length > 0
            ? ["--target-dir", Targets, "--target-base-url", new Uri(_address, "targets/").AbsoluteUri]
            : Array.Empty<string>(),
        command,
    ];

    private static IEnumerable<string?> Names(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
