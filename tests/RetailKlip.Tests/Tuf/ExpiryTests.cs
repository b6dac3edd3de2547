using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>Expired metadata: never trusted anew, yet still good for comparing versions with.</summary>
public sealed class ExpiryTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private static readonly DateTimeOffset Past = RepositorySimulator.Now.AddDays(-5);

    private readonly RepositorySimulator _repository = new();
    private SimulatedClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SimulatedClient Client => _client ??= new SimulatedClient(server, _repository);

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task An_expired_root_is_kept_but_ends_the_refresh()
    {
        Assert.True(await Client.RefreshAsync());
        _repository.Publish("root");
        Assert.True(await Client.RefreshAsync());

        _repository.Root = _repository.Root with { Expires = Past };
        _repository.Publish("root", "targets", "snapshot", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
        Assert.Equal([("root", 3), ("snapshot", 1), ("targets", 1), ("timestamp", 1)], Client.TrustedRoles);
    }

    [Fact]
    public async Task An_expired_root_between_two_others_does_not_matter()
    {
        _repository.Root = _repository.Root with { Expires = Past };
        _repository.Publish("root");
        _repository.Root = _repository.Root with { Expires = RepositorySimulator.SafeExpiry };
        _repository.Publish("root");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(3, Client.Version("root"));
    }

    [Fact]
    public async Task A_local_root_that_has_expired_is_replaced_by_its_successor()
    {
        _repository.Root = _repository.Root with { Expires = RepositorySimulator.Now.AddDays(7) };
        _repository.Publish("root");
        Assert.True(await Client.RefreshAsync());

        Assert.False(await Client.RefreshAsync(daysLater: 8));

        _repository.Root = _repository.Root with { Expires = RepositorySimulator.Now.AddDays(21) };
        _repository.Publish("root");
        Assert.True(await Client.RefreshAsync(daysLater: 18));
        Assert.Equal(3, Client.Version("root"));
    }

    [Fact]
    public async Task An_expired_timestamp_is_refused()
    {
        Assert.True(await Client.RefreshAsync());
        _repository.Timestamp = _repository.Timestamp with { Expires = Past };
        _repository.Publish("timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
        Assert.Equal([("root", 1), ("snapshot", 1), ("targets", 1), ("timestamp", 1)], Client.TrustedRoles);
    }

    [Fact]
    public async Task A_timestamp_that_is_served_for_ever_ends_the_refresh_once_it_has_expired()
    {
        Assert.True(await Client.RefreshAsync());

        Assert.True(await Client.RefreshAsync(daysLater: 29));
        _repository.Root = _repository.Root with { Expires = RepositorySimulator.Now.AddDays(60) };
        _repository.Publish("root");
        Assert.False(await Client.RefreshAsync(daysLater: 30));
        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
    }

    [Fact]
    public async Task An_expired_snapshot_is_refused()
    {
        Assert.True(await Client.RefreshAsync());
        _repository.Snapshot = _repository.Snapshot with { Expires = Past };
        _repository.Publish("snapshot", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
        Assert.Equal([("root", 1), ("snapshot", 1), ("targets", 1), ("timestamp", 2)], Client.TrustedRoles);
    }

    [Fact]
    public async Task Expired_targets_are_refused()
    {
        Assert.True(await Client.RefreshAsync());
        _repository.Targets = _repository.Targets with { Expires = Past };
        _repository.PublishContent();

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
        Assert.Equal([("root", 1), ("snapshot", 2), ("targets", 1), ("timestamp", 2)], Client.TrustedRoles);
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Local_metadata_that_has_expired_ends_the_refresh_where_the_repository_has_nothing_newer(string role)
    {
        if (role == "snapshot")
            _repository.Snapshot = _repository.Snapshot with { Expires = RepositorySimulator.Now.AddDays(7) };
        else
            _repository.Targets = _repository.Targets with { Expires = RepositorySimulator.Now.AddDays(7) };
        _repository.PublishContent();
        Assert.True(await Client.RefreshAsync());

        Assert.False(await Client.RefreshAsync(daysLater: 18));
        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
    }

    [Fact]
    public async Task A_local_timestamp_that_has_expired_still_leads_to_the_newer_one()
    {
        _repository.Timestamp = _repository.Timestamp with { Expires = RepositorySimulator.Now.AddDays(7) };
        _repository.Publish("timestamp");
        Assert.True(await Client.RefreshAsync());

        _repository.Timestamp = _repository.Timestamp with { Expires = RepositorySimulator.Now.AddDays(21) };
        _repository.PublishContent();

        Assert.True(await Client.RefreshAsync(daysLater: 18));
        Assert.Equal([("root", 1), ("snapshot", 2), ("targets", 2), ("timestamp", 3)], Client.TrustedRoles);
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    public async Task A_local_file_that_has_expired_still_protects_from_going_back(string role)
    {
        _repository.Timestamp = _repository.Timestamp with { Expires = RepositorySimulator.Now.AddDays(7) };
        _repository.Snapshot = _repository.Snapshot with { Expires = RepositorySimulator.Now.AddDays(7) };
        _repository.PublishContent();
        Assert.True(await Client.RefreshAsync());

        _repository.Timestamp = _repository.Timestamp with { Expires = RepositorySimulator.SafeExpiry };
        _repository.Snapshot = _repository.Snapshot with { Expires = RepositorySimulator.SafeExpiry };
        _repository.Published.Remove(role == "timestamp" ? "timestamp" : "targets");
        if (role == "timestamp")
            _repository.Timestamp = _repository.Timestamp with { Version = 1 };
        else
            _repository.Targets = _repository.Targets with { Version = 1 };
        _repository.PublishContent();

        Assert.False(await Client.RefreshAsync(daysLater: 18));
        Assert.Equal(TufFailure.RolledBack, Client.Error!.Failure);
    }

    [Fact]
    public async Task An_expired_delegated_role_is_not_used()
    {
        _repository.Delegate("targets", "delegated", paths: "delegatedpath/*");
        _repository.Set("delegated", _repository.TargetsOf("delegated") with { Expires = Past });
        _repository.AddTarget("delegated", "delegatedpath/target", "delegated content"u8.ToArray());
        _repository.Publish("delegated", "targets", "snapshot", "timestamp");
        Assert.True(await Client.RefreshAsync());

        Assert.False(await Client.DownloadAsync("delegatedpath/target"));

        Assert.Equal(TufFailure.Expired, Client.Error!.Failure);
        Assert.Empty(Client.Downloaded);
        Assert.Equal([("root", 1), ("snapshot", 2), ("targets", 2), ("timestamp", 2)], Client.TrustedRoles);
    }

    [Fact]
    public async Task A_local_delegated_role_that_has_expired_is_used_no_more_until_a_newer_one_comes()
    {
        _repository.Delegate("targets", "delegated", paths: "delegatedpath/*");
        _repository.Set("delegated", _repository.TargetsOf("delegated") with { Expires = RepositorySimulator.Now.AddDays(7) });
        _repository.AddTarget("delegated", "delegatedpath/first", "first"u8.ToArray());
        _repository.AddTarget("delegated", "delegatedpath/second", "second"u8.ToArray());
        _repository.Publish("delegated", "targets", "snapshot", "timestamp");
        Assert.True(await Client.DownloadAsync("delegatedpath/first"));

        Assert.False(await Client.DownloadAsync("delegatedpath/second", daysLater: 18));
        Assert.Equal(["first"], Client.Downloaded);

        _repository.Set("delegated", _repository.TargetsOf("delegated") with { Expires = RepositorySimulator.Now.AddDays(21) });
        _repository.Publish("delegated", "snapshot", "timestamp");
        Assert.True(await Client.DownloadAsync("delegatedpath/second", daysLater: 18));
        Assert.Equal(["first", "second"], Client.Downloaded);
    }

    [Fact]
    public async Task All_of_a_refresh_is_judged_by_the_time_that_it_began_at()
    {
        var clock = new StartedClock(RepositorySimulator.SafeExpiry.AddSeconds(-1));
        using var http = new HttpClient();
        var client = Client;
        var address = new Uri(server.Serve(_repository), "metadata");
        var updater = new Updater(client.Store, address, address, http, time: clock);

        await updater.RefreshAsync(Cancellation);

        await Assert.ThrowsAsync<TufException>(() => updater.RefreshAsync(Cancellation));
    }

    // Goes on by an hour with every look at it.
    private sealed class StartedClock(DateTimeOffset start) : TimeProvider
    {
        private int _looks = -1;

        public override DateTimeOffset GetUtcNow() => start.AddHours(Interlocked.Increment(ref _looks));
    }
}
