using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>What becomes of a repository over the years: roles come and go, files of old releases go. Clients follow all along.</summary>
public sealed class RepositoryUpkeepTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Files are as old as the machine says, so that the repository's time is the machine's.
    private readonly TestRepository _test = new(TimeProvider.System.GetUtcNow());

    private Repository Repository => _test.Repository;

    private SigningKey[] All => [.. _test.Holders, _test.Server];

    private double DaysLater => (_test.Clock.Now - RepositorySimulator.Now).TotalDays;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_role_is_added_taken_away_and_comes_back()
    {
        using var client = _test.Client(server);
        using var photographer = SigningKey.Generate();
        var photos = new PlannedDelegation("photos", new RoleKeys([photographer.Public], 1), ["photos/*"]);
        Assert.Throws<ArgumentException>(() => Repository.Publish("galleries", [_test.Target("photos/a", "a")], [], All));

        // One holder is not enough, and the new role has to sign as well.
        Repository.AddRole(photos, [_test.Holders[0]]);
        Assert.Throws<TufException>(() => Repository.PublishStaged([_test.Server]));
        foreach (var role in Repository.Status())
            if (role.Staged is { } waiting)
                StagedFile.Sign(waiting.File, _test.Holders[1]);
        StagedFile.Sign(Path.Combine(_test.Folder, "staged", "photos.json"), photographer);
        Assert.Equal(["photos", "snapshot", "targets", "timestamp"], Repository.PublishStaged([_test.Server]).Order());
        Assert.True(Repository.Publish("photos", [_test.Target("photos/a", "a photo")], [], [photographer, _test.Server]));
        Assert.True(await client.DownloadAsync("photos/a", DaysLater), client.Error?.Message);
        Assert.Throws<ArgumentException>(() => Repository.AddRole(photos, All));

        Repository.RemoveRole("photos", All);
        Assert.Equal(["snapshot", "targets", "timestamp"], Repository.PublishStaged([_test.Server]).Order());
        Assert.True(await client.RefreshAsync(DaysLater), client.Error?.Message);
        Assert.False(await client.DownloadAsync("photos/a", DaysLater));
        Assert.DoesNotContain("photos", Repository.Status().Select(role => role.Role));
        Assert.Throws<ArgumentException>(() => Repository.RemoveRole("photos", All));
        // The rest goes on, for clients that know of it as well.
        Assert.True(_test.PublishGallery("galleries/a", "prices"));
        Assert.True(await client.DownloadAsync("galleries/a", DaysLater), client.Error?.Message);

        // Empty, under a version that clients who knew it accept.
        Repository.AddRole(photos, [.. All, photographer]);
        Assert.Contains("photos", Repository.PublishStaged([_test.Server]));
        Assert.Equal(3, Repository.Status().Single(role => role.Role == "photos").Version);
        Assert.True(Repository.Publish("photos", [_test.Target("photos/b", "another")], [], [photographer, _test.Server]));
        Assert.True(await client.DownloadAsync("photos/b", DaysLater), client.Error?.Message);
        Assert.False(await client.DownloadAsync("photos/a", DaysLater));
    }

    [Fact]
    public async Task Files_go_once_nothing_has_listed_them_for_a_while()
    {
        using var client = _test.Client(server);
        foreach (var content in new[] { "first", "second", "third" })
            Assert.True(_test.PublishGallery("galleries/a", content));
        Assert.False(Repository.Publish("models", [_test.Target("models/s", "waits for its signatures")], [], [_test.Server]));
        var targets = Path.Combine(_test.Folder, "targets", "galleries");
        await File.WriteAllTextAsync(Path.Combine(targets, ".killed.new"), "half a file", TestContext.Current.CancellationToken);
        Assert.Equal(0, Repository.DeleteSuperseded(Day));

        // The second took the first one's place ten days ago, the third the second's just now.
        foreach (var file in Directory.EnumerateFiles(_test.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("4.galleries.json", StringComparison.Ordinal)))
            File.SetLastWriteTimeUtc(file, (_test.Clock.Now - 10 * Day).UtcDateTime);
        Assert.Equal(2, Repository.DeleteSuperseded(Day));
        Assert.Equal(["second", "third"], Contents());

        _test.Clock.Now += 2 * Day;
        Assert.Equal(1, Repository.DeleteSuperseded(Day));
        Assert.Equal(["third"], Contents());
        Assert.True(await client.DownloadAsync("galleries/a", DaysLater), client.Error?.Message);
        Assert.Single(Directory.GetFiles(Path.Combine(_test.Folder, "targets", "models")));

        IEnumerable<string> Contents() => Directory.GetFiles(targets).Select(File.ReadAllText).Order();
    }
}
