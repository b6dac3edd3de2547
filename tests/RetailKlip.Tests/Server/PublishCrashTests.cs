using System.Net;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;
using RetailKlip.Tests.Vision;
using RetailKlip.Tuf;

namespace RetailKlip.Tests.Server;

/// <summary>A server that is killed (SIGKILL) while it publishes: whatever moment that is, kiosks find the release before or the new one, and the next
/// server brings what was asked for to its end.</summary>
public sealed class PublishCrashTests : IDisposable
{
    private const int Kills = 4;

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _models = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _data.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task A_server_that_is_killed_while_it_publishes_leaves_a_whole_release_and_the_next_one_goes_on()
    {
        TestUpdates.Create(_data.Path);
        TinyEncoder.Write(_models.File("tiny"));
        var random = new Random(11);
        var newest = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var killed = await StartAsync();
            await killed.Client.EnrolAsync($"product-{kill}", kill);
            using var asked = await killed.Client.PostAsync("/api/releases", null, Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
            // A publisher starts within half a second, and takes about as long.
            await Task.Delay(random.Next(1200), Cancellation);
            await killed.KillAsync();

            var (version, products) = Published();
            Assert.InRange(version, newest, newest + 2);
            Assert.InRange(products, Math.Max(0, kill - 1), kill + 1);
            newest = version;
        }

        using var last = await StartAsync();
        var releases = await last.Client.UntilAsync("/api/releases",
            page => page.GetProperty("items").EnumerateArray().All(release => release.Text("stage") != "Waiting"));

        Assert.Equal(Kills, releases.GetProperty("items").GetArrayLength());
        Assert.All(releases.GetProperty("items").EnumerateArray(), release => Assert.Contains(release.Text("stage"), new[] { "Published", "Unchanged" }));
        Assert.Equal(Kills, Published().Products);
        // What kiosks of the fleet are told to run is what was published last.
        await using var database = DatabaseFixture.Open(_data.Path, "");
        Assert.Equal(Published().Version, await database.ReleaseVersions.MaxAsync(version => version.Version, Cancellation));
    }

    private Task<ServerProcess> StartAsync() =>
        ServerProcess.StartAsync(_data.Path, "", $"Model={_models.File("tiny")}", TestUpdates.Setting, "JobLease=00:00:03", "JobAttempts=50");

    // As clients see it: every file that the timestamp leads to is there, signed and whole.
    private (long Version, long Products) Published()
    {
        var repository = Repository.Open(Path.Combine(_data.Path, "tuf"));
        var files = repository.TargetsOf("galleries");
        if (!files.TryGetValue(ReleaseTargets.Snapshot("shop"), out var newest))
            return (0, 0);
        foreach (var target in files.Values)
        {
            var stored = Path.Combine(repository.TargetsFolder, "galleries", $"{target.Hashes["sha256"]}.{Path.GetFileName(target.Path)}");
            Assert.Equal(target.Length, new FileInfo(stored).Length);
        }
        var record = ReleaseRecord.Read(newest.Custom, newest.Path);
        ReleasePackage.Unpack(
            Path.Combine(repository.TargetsFolder, "galleries", $"{newest.Hashes["sha256"]}.shop.release"), record, _models.File("newest.release"));
        return (record.Version, ReleaseFile.Verify(_models.File("newest.release")).Version == record.Version ? record.Products : -1);
    }
}
