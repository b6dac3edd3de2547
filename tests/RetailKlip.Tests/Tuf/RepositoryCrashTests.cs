using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>
/// A process that publishes and is killed at any moment. What it had confirmed is what clients get, or the one version after that;
/// the repository opens, every file that a client asks for is whole, and the next process goes on.
/// </summary>
public sealed class RepositoryCrashTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly TestRepository _test = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_killed_process_leaves_a_version_that_clients_accept()
    {
        var keyFile = Path.Combine(Path.GetDirectoryName(_test.Folder)!, "server.pem");
        KeyFile.Write(keyFile, _test.Server, RepositoryWriter.Passphrase);
        using var client = _test.Client(server);
        var daysLater = (_test.Clock.Now - RepositorySimulator.Now).TotalDays;
        var random = new Random(5);
        var kills = Campaign.Runs(3, 200);

        for (var i = 0; i < kills; i++)
        {
            string[] writer = [RepositoryWriter.Name, _test.Folder, keyFile];
            var delay = TimeSpan.FromMilliseconds(random.Next(60));
            var confirmed = await KilledProcess.KillAsync(writer, 2, delay, TestContext.Current.CancellationToken);

            Repository.Open(_test.Folder);
            Assert.True(await client.DownloadAsync("galleries/a", daysLater), client.Error?.Message);
            var seen = long.Parse(client.Downloaded.Single(), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(seen, confirmed[^1], confirmed[^1] + 1);
        }
    }
}
