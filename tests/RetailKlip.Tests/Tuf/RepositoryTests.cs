using System.Text.Json;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>What a repository publishes, seen by a client: complete or not at all, signed by those who may.</summary>
public sealed class RepositoryTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly TestRepository _test = new();
    private SimulatedClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Repository Repository => _test.Repository;

    private SimulatedClient Client => _client ??= _test.Client(server);

    public void Dispose()
    {
        _client?.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task A_new_repository_is_trusted_and_empty()
    {
        Assert.True(await Client.RefreshAsync(), Client.Error?.Message);

        Assert.Equal([("root", 1), ("snapshot", 1), ("targets", 1), ("timestamp", 1)], Client.TrustedRoles);
        Assert.False(await Client.DownloadAsync("galleries/any"));
        Assert.Equal(["root", "timestamp", "snapshot", "targets", "galleries", "models"], Repository.Status().Select(role => role.Role));
    }

    [Fact]
    public async Task The_server_publishes_galleries_by_itself()
    {
        _ = Client;
        var custom = JsonElement.Parse("""{"gallery":"store-12","version":7}"""u8);
        Assert.True(Repository.Publish(
            "galleries", [_test.Target("galleries/store-12", "prices") with { Custom = custom }], [], [_test.Server]));

        Assert.True(await Client.DownloadAsync("galleries/store-12"), Client.Error?.Message);
        Assert.Equal(["prices"], Client.Downloaded);

        Assert.True(_test.PublishGallery("galleries/store-12", "new prices"));
        Assert.True(_test.PublishGallery("galleries/store-13", "other prices"));
        Assert.True(await Client.DownloadAsync(["galleries/store-12", "galleries/store-13"]));
        Assert.Equal(["new prices", "other prices"], Client.Downloaded);
        Assert.Equal(["galleries/store-12", "galleries/store-13"], Repository.TargetsOf("galleries").Keys.Order());

        Assert.True(Repository.Publish("galleries", [], ["galleries/store-13"], [_test.Server]));
        Assert.False(await Client.DownloadAsync("galleries/store-13"));
    }

    [Fact]
    public async Task What_offline_keys_sign_waits_until_enough_of_them_have_signed()
    {
        _ = Client;
        Assert.False(Repository.Publish("models", [_test.Target("models/s", "model s")], [], [_test.Server]));
        Assert.False(Repository.Publish("models", [_test.Target("models/m", "model m")], [], [_test.Server]));
        Assert.False(await Client.DownloadAsync("models/s"));
        var staged = Repository.Status().Single(role => role.Role == "models").Staged!;
        Assert.Equal((2, 2), (staged.Version, staged.Missing));

        var refused = Assert.Throws<TufException>(() => Repository.PublishStaged([_test.Server]));
        Assert.Equal(TufFailure.Unsigned, refused.Failure);
        Assert.Contains(staged.File, refused.Message);

        // Carried to two holders and back.
        var carried = _test.File("carried.json", "");
        File.Copy(staged.File, carried, overwrite: true);
        Assert.Equal(("targets", 2), StagedFile.Sign(carried, _test.Holders[2]) is var (type, version, _) ? (type, version) : default);
        StagedFile.Sign(carried, _test.Holders[0]);
        File.Copy(carried, staged.File, overwrite: true);

        Assert.Equal(["models", "snapshot", "timestamp"], Repository.PublishStaged([_test.Server]));
        Assert.True(await Client.DownloadAsync(["models/s", "models/m"]), Client.Error?.Message);
        Assert.Equal(["model s", "model m"], Client.Downloaded);
        Assert.All(Repository.Status(), role => Assert.Null(role.Staged));
        Assert.Empty(Repository.PublishStaged([_test.Server]));
    }

    [Fact]
    public async Task Two_signatures_of_one_holder_are_not_enough()
    {
        _ = Client;
        Repository.Publish("models", [_test.Target("models/s", "model s")], [], [_test.Holders[1]]);
        var staged = Repository.Status().Single(role => role.Role == "models").Staged!;
        StagedFile.Sign(staged.File, _test.Holders[1]);
        StagedFile.Sign(staged.File, SigningKey.Generate());

        Assert.Throws<TufException>(() => Repository.PublishStaged([_test.Server]));
        Assert.False(await Client.DownloadAsync("models/s"));
    }

    [Fact]
    public async Task A_root_key_is_replaced_with_the_signatures_of_the_old_and_the_new_holders()
    {
        Assert.True(await Client.RefreshAsync());
        var newcomer = SigningKey.Generate();
        Repository.ChangeKeys(
            "root", keys => keys with { Keys = [newcomer.Public, .. keys.Keys.Skip(1)] }, [_test.Holders[0], _test.Holders[1]]);
        Assert.Equal(1, Repository.Status()[0].Staged!.Missing);
        Assert.Throws<TufException>(() => Repository.PublishStaged([]));

        StagedFile.Sign(Repository.Status()[0].Staged!.File, newcomer);

        Assert.Equal(["root"], Repository.PublishStaged([]));
        Assert.True(await Client.RefreshAsync(), Client.Error?.Message);
        Assert.Equal(2, Client.Version("root"));
        Assert.Equal(1, Client.Version("timestamp"));
    }

    [Fact]
    public async Task An_online_key_is_replaced_in_every_role_and_clients_follow_without_a_gap()
    {
        _test.PublishGallery("galleries/store-12", "prices");
        Assert.True(await Client.RefreshAsync());
        var next = SigningKey.Generate();
        var all = _test.Holders.Append(_test.Server).Append(next).ToList();

        foreach (var role in new[] { "timestamp", "snapshot", "galleries" })
            Repository.ChangeKeys(role, keys => keys with { Keys = [next.Public] }, all);
        Assert.Equal(["root", "targets", "galleries", "snapshot", "timestamp"], Repository.PublishStaged(all));

        Assert.True(await Client.DownloadAsync("galleries/store-12"), Client.Error?.Message);
        Assert.False(Repository.Publish("galleries", [], ["galleries/store-12"], [_test.Server]));
        Assert.True(Repository.Publish("galleries", [_test.Target("galleries/store-12", "new")], [], [next]));
        Assert.True(await Client.DownloadAsync("galleries/store-12"), Client.Error?.Message);
        Assert.Equal(["new"], Client.Downloaded);
    }

    [Fact]
    public async Task A_stolen_key_is_revoked_without_it_and_what_it_signs_is_refused()
    {
        _test.PublishGallery("galleries/store-12", "prices");
        Assert.True(await Client.RefreshAsync());
        var next = SigningKey.Generate();
        List<SigningKey> atHand = [.. _test.Holders, next];
        foreach (var role in new[] { "timestamp", "snapshot", "galleries" })
            Repository.ChangeKeys(role, keys => keys with { Keys = [next.Public] }, atHand);
        Repository.PublishStaged(atHand);

        // The thief goes on with a copy of the repository, and sets its versions far ahead.
        var stolen = MetadataJson.Parse<Timestamp>(Client.Bytes("timestamp"), "timestamp.json").Signed;
        File.WriteAllBytes(
            Client.Store.PathOf("timestamp"), MetadataJson.Sign(stolen with { Version = 1_000_000 }, [_test.Server]).Bytes.ToArray());
        Assert.True(await Client.DownloadAsync("galleries/store-12"), Client.Error?.Message);

        File.WriteAllBytes(
            Path.Combine(Repository.MetadataFolder, "timestamp.json"),
            MetadataJson.Sign(stolen with { Version = 2_000_000 }, [_test.Server]).Bytes.ToArray());
        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Unsigned, Client.Error!.Failure);
    }

    [Fact]
    public void A_role_keeps_at_least_as_many_keys_as_must_sign()
    {
        Assert.Throws<ArgumentException>(() => Repository.ChangeKeys("root", keys => keys with { Keys = [.. keys.Keys.Take(1)] }, []));
        Assert.Throws<ArgumentException>(() => Repository.ChangeKeys("timestamp", keys => keys with { Threshold = 0 }, []));
        Assert.All(Repository.Status(), role => Assert.Null(role.Staged));
    }

    [Fact]
    public async Task Galleries_go_out_while_a_change_of_keys_waits_for_its_holders()
    {
        _ = Client;
        var next = SigningKey.Generate();
        Repository.ChangeKeys("galleries", keys => keys with { Keys = [next.Public] }, [_test.Holders[0]]);

        Assert.True(_test.PublishGallery("galleries/store-12", "prices"));
        Assert.True(Repository.Publish("galleries", [_test.Target("galleries/store-13", "other")], [], [_test.Server, next]));
        Assert.True(await Client.DownloadAsync("galleries/store-12"));

        StagedFile.Sign(Repository.Status().Single(role => role.Role == "targets").Staged!.File, _test.Holders[1]);
        Repository.PublishStaged([_test.Server, next]);
        Assert.True(await Client.DownloadAsync(["galleries/store-12", "galleries/store-13"]), Client.Error?.Message);
    }

    [Fact]
    public async Task What_is_due_is_signed_anew_by_the_keys_at_hand()
    {
        _ = Client;
        _test.PublishGallery("galleries/store-12", "prices");
        Assert.Empty(Repository.Renew([_test.Server]));

        _test.Clock.Now += TimeSpan.FromDays(2);
        Assert.Equal(["timestamp"], Repository.Renew([_test.Server]));
        Assert.True(await Client.RefreshAsync(daysLater: 4), Client.Error?.Message);

        _test.Clock.Now += TimeSpan.FromDays(50);
        Assert.Equal(["galleries", "snapshot", "timestamp"], Repository.Renew([_test.Server]));
        Assert.True(await Client.DownloadAsync("galleries/store-12", daysLater: 53), Client.Error?.Message);

        _test.Clock.Now += TimeSpan.FromDays(150);
        Repository.Renew([_test.Server]);
        Assert.Equal(["root", "targets", "models"], Repository.Status().Where(role => role.Due).Select(role => role.Role));
        foreach (var role in new[] { "root", "targets", "models" })
            Repository.StageRenewal(role, _test.Holders);
        Repository.PublishStaged([_test.Server]);
        Assert.DoesNotContain(Repository.Status(), role => role.Due);
        _test.Clock.Now += TimeSpan.FromDays(300);
        Repository.Renew([_test.Server]);
        Assert.True(await Client.DownloadAsync("galleries/store-12", daysLater: 502), Client.Error?.Message);
    }

    [Theory]
    [InlineData("models/s")]
    [InlineData("galleries/a/b")]
    [InlineData("galleries/..")]
    [InlineData("galleries/")]
    [InlineData("/galleries/a")]
    public void A_target_that_no_client_would_find_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => _test.PublishGallery(path, "prices"));

    [Fact]
    public void What_somebody_else_put_there_is_not_signed_again()
    {
        _test.PublishGallery("galleries/store-12", "prices");
        var file = Path.Combine(Repository.MetadataFolder, "2.galleries.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("store-12", "store-66", StringComparison.Ordinal));

        Assert.Throws<TufException>(() => _test.PublishGallery("galleries/store-13", "prices"));
        Assert.Throws<TufException>(() => Repository.Open(_test.Folder));
    }

    [Fact]
    public void One_process_changes_a_repository_at_a_time()
    {
        using (File.Open(Path.Combine(_test.Folder, "staged", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Contains("another process", Assert.Throws<IOException>(() => _test.PublishGallery("galleries/a", "prices")).Message);

        Assert.True(_test.PublishGallery("galleries/a", "prices"));
        Assert.Throws<InvalidOperationException>(() => Repository.Create(_test.Folder, new RepositoryPlan
        {
            Root = new RoleKeys([], 1), Targets = new RoleKeys([], 1), Snapshot = new RoleKeys([], 1), Timestamp = new RoleKeys([], 1),
        }, []));
    }

    [Fact]
    public async Task Whoever_reads_is_not_disturbed_by_whoever_publishes()
    {
        _ = Client;
        Assert.True(_test.PublishGallery("galleries/a", "0"));
        using var done = new CancellationTokenSource();
        var publishing = Task.Run(
            () =>
            {
                var published = 0;
                while (!done.IsCancellationRequested)
                    _test.PublishGallery("galleries/a", $"{++published}");
                return published;
            },
            Cancellation);

        var last = -1;
        for (var i = 0; i < 15; i++)
        {
            Assert.True(await Client.DownloadAsync("galleries/a"), Client.Error?.Message);
            var seen = int.Parse(Client.Downloaded.Single(), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(seen >= last, $"{seen} after {last}");
            last = seen;
        }
        await done.CancelAsync();

        Assert.InRange(await publishing, 2, int.MaxValue);
    }
}
