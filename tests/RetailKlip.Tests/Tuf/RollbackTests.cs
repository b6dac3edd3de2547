using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>Older versions in the place of newer ones, and the way back from versions that a stolen key set too high.</summary>
public sealed class RollbackTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly RepositorySimulator _repository = new();
    private SimulatedClient? _client;

    private SimulatedClient Client => _client ??= new SimulatedClient(server, _repository);

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task An_older_timestamp_is_refused()
    {
        _repository.Publish("timestamp");
        Assert.True(await Client.RefreshAsync());

        Restart("timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.RolledBack, Client.Error!.Failure);
        Assert.Equal(2, Client.Version("timestamp"));
        Assert.Equal(("timestamp", null), _repository.Requests[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_older_snapshot_is_refused_with_the_timestamp_that_tells_of_it(bool hashes)
    {
        _repository.DescribesFiles = hashes;
        _repository.Publish("snapshot", "timestamp");
        Assert.True(await Client.RefreshAsync());

        Restart("snapshot", "snapshot", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.RolledBack, Client.Error!.Failure);
        Assert.Equal(2, Client.Version("timestamp"));
        Assert.Equal(2, Client.Version("snapshot"));
        Assert.Equal(("timestamp", null), _repository.Requests[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Older_targets_are_refused_with_the_snapshot_that_lists_them(bool hashes)
    {
        _repository.DescribesFiles = hashes;
        _repository.PublishContent();
        Assert.True(await Client.RefreshAsync());

        Restart("targets", "targets", "snapshot", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.RolledBack, Client.Error!.Failure);
        Assert.Equal(2, Client.Version("snapshot"));
        Assert.Equal(2, Client.Version("targets"));
    }

    [Fact]
    public async Task A_snapshot_must_list_every_role_that_it_listed_before()
    {
        _repository.Delegate("targets", "delegated", paths: "delegatedpath/*");
        _repository.Publish("delegated", "targets", "snapshot", "timestamp");
        Assert.True(await Client.RefreshAsync());

        _repository.Unlist("delegated.json");
        _repository.Publish("snapshot", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.RolledBack, Client.Error!.Failure);
        Assert.Equal(2, Client.Version("snapshot"));
    }

    [Fact]
    public async Task New_timestamp_keys_allow_a_lower_timestamp_version()
    {
        _repository.Publish([.. Enumerable.Repeat("timestamp", 99)]);
        Assert.True(await Client.RefreshAsync());
        Assert.Equal(100, Client.Version("timestamp"));

        _repository.RotateKeys("timestamp");
        Restart("timestamp", "root", "timestamp");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(1, Client.Version("timestamp"));
    }

    [Fact]
    public async Task New_timestamp_and_snapshot_keys_allow_a_lower_snapshot_version()
    {
        _repository.Publish([.. Enumerable.Repeat("snapshot", 99)]);
        _repository.Publish("timestamp");
        Assert.True(await Client.RefreshAsync());
        Assert.Equal(100, Client.Version("snapshot"));

        _repository.RotateKeys("snapshot");
        _repository.RotateKeys("timestamp");
        Restart("snapshot", "root", "targets", "snapshot", "timestamp");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(1, Client.Version("snapshot"));
    }

    [Fact]
    public async Task New_snapshot_keys_allow_lower_targets_versions_and_fewer_roles()
    {
        _repository.Delegate("targets", "delegated", paths: "delegatedpath/*");
        _repository.Publish("delegated");
        _repository.Publish([.. Enumerable.Repeat("targets", 99)]);
        _repository.Publish("snapshot", "timestamp");
        Assert.True(await Client.RefreshAsync());
        Assert.Equal(100, Client.Version("targets"));

        _repository.RotateKeys("snapshot");
        _repository.Unlist("delegated.json");
        Restart("targets", "root", "targets", "snapshot", "timestamp");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(1, Client.Version("targets"));
    }

    [Fact]
    public async Task A_key_more_changes_nothing_about_what_was_trusted()
    {
        _repository.Publish("timestamp");
        Assert.True(await Client.RefreshAsync());

        _repository.AddKey("timestamp");
        Restart("timestamp", "root", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.RolledBack, Client.Error!.Failure);
    }

    [Fact]
    public async Task A_refresh_that_ended_between_new_root_and_new_timestamp_still_recovers()
    {
        _repository.Publish([.. Enumerable.Repeat("timestamp", 99)]);
        Assert.True(await Client.RefreshAsync());
        _repository.RotateKeys("timestamp");
        _repository.Publish("root");
        // The new root is kept; what the old keys signed is still there, as after a power cut.
        var fastForwarded = Client.Bytes("timestamp");
        Assert.False(await Client.RefreshAsync());
        File.WriteAllBytes(Client.Store.PathOf("timestamp"), fastForwarded);

        Restart("timestamp");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(1, Client.Version("timestamp"));
    }

    // Begins a role's versions again from 1, and publishes.
    private void Restart(string role, params string[] published)
    {
        _repository.Published.Remove(role);
        switch (role)
        {
            case "timestamp":
                _repository.Timestamp = _repository.Timestamp with { Version = 1 };
                break;
            case "snapshot":
                _repository.Snapshot = _repository.Snapshot with { Version = 1 };
                break;
            default:
                _repository.Targets = _repository.Targets with { Version = 1 };
                break;
        }
        _repository.Publish(published.Length > 0 ? published : [role]);
    }
}
