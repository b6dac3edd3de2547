using System.Text;
using System.Text.Json;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>Targets: fetched once, proved before they take the place of others.</summary>
public sealed class DownloadTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly RepositorySimulator _repository = new();
    private SimulatedClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SimulatedClient Client => _client ??= new SimulatedClient(server, _repository);

    public void Dispose() => _client?.Dispose();

    [Theory]
    [InlineData("target_file.txt")]
    [InlineData("path/to/a/target_file.txt")]
    [InlineData("Preise & Größen/50%+?#[1].bin")]
    public async Task A_target_arrives_as_it_was_published(string path)
    {
        Publish(path, "target file contents");
        Assert.True(await Client.RefreshAsync());
        Assert.Empty(Client.Downloaded);

        Assert.True(await Client.DownloadAsync(path), Client.Error?.Message);

        Assert.Equal(["target file contents"], Client.Downloaded);
        Assert.Equal([(path, _repository.Targets.Files[path].Hashes["sha256"])], _repository.TargetRequests);
    }

    [Fact]
    public async Task A_target_that_is_there_already_is_not_fetched_again()
    {
        Publish("target_file.txt", "target file contents");

        Assert.True(await Client.DownloadAsync("target_file.txt"));
        Assert.True(await Client.DownloadAsync("target_file.txt"));

        Assert.Single(_repository.TargetRequests);
    }

    [Fact]
    public async Task A_target_whose_local_copy_was_changed_is_fetched_again()
    {
        Publish("target_file.txt", "target file contents");
        Assert.True(await Client.DownloadAsync("target_file.txt"));
        File.WriteAllText(Path.Combine(Client.Targets, "target_file.txt"), "Target file contents");

        Assert.True(await Client.DownloadAsync("target_file.txt"));

        Assert.Equal(["target file contents"], Client.Downloaded);
    }

    [Theory]
    [InlineData("malicious data - should not download")]
    [InlineData("short")]
    [InlineData("target file Contents")]
    public async Task Another_content_than_signed_is_refused_and_leaves_nothing_behind(string malicious)
    {
        Publish("target_file.txt", "target file contents");
        Publish("another_target_file.txt", "content of the second file");
        Assert.True(await Client.DownloadAsync("target_file.txt"));

        _repository.Content["target_file.txt"] = Encoding.UTF8.GetBytes(malicious);
        _repository.Content["another_target_file.txt"] = Encoding.UTF8.GetBytes(malicious);

        Assert.True(await Client.DownloadAsync("target_file.txt"));
        Assert.False(await Client.DownloadAsync("another_target_file.txt"));
        Assert.Equal(TufFailure.Mismatched, Client.Error!.Failure);
        Assert.Equal(["target_file.txt"], Directory.GetFileSystemEntries(Client.Targets).Select(Path.GetFileName));
        Assert.Equal(["target file contents"], Client.Downloaded);
    }

    [Fact]
    public async Task A_target_that_changes_again_and_again_is_replaced_only_by_what_was_signed()
    {
        Publish("target_file.txt", "target file contents");
        Assert.True(await Client.DownloadAsync("target_file.txt"));

        for (var i = 0; i < 11; i++)
        {
            Publish("target_file.txt", $"modified file contents {i}");
            Publish($"new-target-{i}", $"new file contents {i}");
            if (i % 5 != 0)
                continue;
            Assert.True(await Client.DownloadAsync("target_file.txt"));
            Assert.True(await Client.DownloadAsync($"new-target-{i}"));
            _repository.Content["target_file.txt"] = Encoding.UTF8.GetBytes($"malicious contents {i}");
            _repository.PublishContent();
            await Client.DownloadAsync("target_file.txt");

            Assert.Contains($"modified file contents {i}", Client.Downloaded);
            Assert.Equal(2 + (i / 5), Client.Downloaded.Count());
        }
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    [InlineData("sha256,sha512")]
    [InlineData("sha512,unknown-hash")]
    public async Task A_target_is_proved_by_every_hash_that_is_known(string algorithms)
    {
        AddHashed(algorithms.Split(','), "target file contents");

        Assert.True(await Client.DownloadAsync("target_file.txt"));

        var (_, hash) = Assert.Single(_repository.TargetRequests);
        Assert.Contains(hash, _repository.Targets.Files["target_file.txt"].Hashes.Values);
        Assert.Equal(["target file contents"], Client.Downloaded);
    }

    [Fact]
    public async Task A_target_without_a_hash_that_is_known_is_refused()
    {
        AddHashed(["unknown-hash"], "target file contents");

        Assert.False(await Client.DownloadAsync("target_file.txt"));

        Assert.Empty(Client.Downloaded);
    }

    [Fact]
    public async Task One_wrong_hash_among_right_ones_is_enough_to_refuse_a_target()
    {
        AddHashed(["sha256", "sha512"], "target file contents");
        var target = _repository.Targets.Files["target_file.txt"];
        _repository.AddTarget(
            "targets",
            target with { Hashes = new Dictionary<string, string>(target.Hashes) { ["sha512"] = new string('0', 128) } },
            _repository.Content["target_file.txt"]);
        _repository.PublishContent();

        Assert.False(await Client.DownloadAsync("target_file.txt"));

        Assert.Equal(TufFailure.Mismatched, Client.Error!.Failure);
        Assert.Empty(Client.Downloaded);
    }

    [Fact]
    public async Task An_empty_target_is_a_target()
    {
        Publish("empty", "");

        Assert.True(await Client.DownloadAsync("empty"));

        Assert.Equal([""], Client.Downloaded);
    }

    [Fact]
    public async Task What_is_said_about_a_target_reaches_the_application()
    {
        var custom = JsonElement.Parse("""{"gallery":"store-12","version":7}"""u8);
        _repository.AddTarget("targets", TargetFile.Of("gallery", [1]) with { Custom = custom }, [1]);
        _repository.PublishContent();
        var updater = Client.Updater();
        await updater.RefreshAsync(Cancellation);

        var found = await updater.FindAsync("gallery", Cancellation);

        Assert.Equal(7, found!.Custom!.Value.GetProperty("version").GetInt32());
        Assert.Equal(1, found.Length);
    }

    private void Publish(string path, string content)
    {
        _repository.AddTarget("targets", path, Encoding.UTF8.GetBytes(content));
        _repository.PublishContent();
    }

    private void AddHashed(string[] algorithms, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hashes = algorithms.ToDictionary(name => name, name => Convert.ToHexStringLower(
            name == "sha256" ? System.Security.Cryptography.SHA256.HashData(bytes) : System.Security.Cryptography.SHA512.HashData(bytes)));
        _repository.AddTarget("targets", new TargetFile("target_file.txt", bytes.Length, hashes), bytes);
        _repository.PublishContent();
    }
}
