using System.Text;
using System.Text.Json.Nodes;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>What one refresh asks for, keeps and refuses.</summary>
public sealed class RefreshTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly RepositorySimulator _repository = new();
    private readonly List<SimulatedClient> _clients = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    [Fact]
    public async Task Asks_for_the_next_root_then_timestamp_snapshot_and_targets()
    {
        var client = Client();

        Assert.True(await client.RefreshAsync());

        Assert.Equal([("root", 2), ("timestamp", null), ("snapshot", 1), ("targets", 1)], _repository.Requests);
    }

    [Fact]
    public async Task Keeps_what_the_repository_sent_byte_for_byte()
    {
        _repository.Published["timestamp"][^1] = [.. _repository.Published["timestamp"][^1], (byte)' '];
        var client = Client();

        Assert.True(await client.RefreshAsync());

        Assert.All(RoleNames.TopLevel, role => Assert.Equal(_repository.Published[role][^1], client.Bytes(role)));
    }

    [Fact]
    public async Task Refreshes_before_it_looks_for_a_target()
    {
        var client = Client();

        Assert.False(await client.DownloadAsync("nonexistent artifact"));

        Assert.Equal([("root", 2), ("timestamp", null), ("snapshot", 1), ("targets", 1)], _repository.Requests);
        Assert.Equal([("root", 1), ("snapshot", 1), ("targets", 1), ("timestamp", 1)], client.TrustedRoles);
    }

    [Fact]
    public async Task An_updater_finds_nothing_before_a_refresh_succeeded()
    {
        var client = Client();
        _repository.Published.Remove("targets");
        var updater = client.Updater();

        await Assert.ThrowsAsync<InvalidOperationException>(() => updater.FindAsync("any", Cancellation));
        await Assert.ThrowsAsync<TufException>(() => updater.RefreshAsync(Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => updater.FindAsync("any", Cancellation));
    }

    [Fact]
    public async Task Asks_for_nothing_without_a_trusted_root()
    {
        var client = new SimulatedClient(server.Serve(_repository));
        _clients.Add(client);

        Assert.False(await client.RefreshAsync());

        Assert.Equal(TufFailure.Missing, client.Error!.Failure);
        Assert.Empty(_repository.Requests);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("sig")]
    public async Task A_first_root_that_is_not_sound_is_neither_trusted_nor_used(string damage)
    {
        var client = new SimulatedClient(server.Serve(_repository));
        _clients.Add(client);
        var root = JsonNode.Parse(_repository.Published["root"][0])!;
        if (damage == "version")
            root["signed"]!.AsObject().Remove("version");
        else
            root["signatures"]![0]!["sig"] = "3045022100ee448afe2d25dd1f05afedac83a24e7df90f203615221434979153dc7cea6d4702"
                + "207710015851e571885a77db8a6e42c4b2983a59b9e1ebec91178dfa2fb0d42ab8";
        var bytes = Encoding.UTF8.GetBytes(root.ToJsonString());

        Assert.Throws<TufException>(() => client.Store.Trust(bytes));
        Directory.CreateDirectory(client.Store.Folder);
        File.WriteAllBytes(client.Store.PathOf("root"), bytes);

        Assert.False(await client.RefreshAsync());
        Assert.Empty(_repository.Requests);
    }

    [Fact]
    public void A_first_root_is_trusted_by_its_fingerprint()
    {
        var client = new SimulatedClient(server.Serve(_repository));
        _clients.Add(client);
        var root = _repository.Published["root"][0];
        var fingerprint = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(root));

        var refused = Assert.Throws<TufException>(() => client.Store.Trust(root, new string('0', 64)));
        Assert.Equal(TufFailure.Mismatched, refused.Failure);
        Assert.Null(client.Version("root"));

        client.Store.Trust(root, fingerprint);
        Assert.Equal(1, client.Version("root"));
    }

    [Theory]
    [InlineData("root", "root 1")]
    [InlineData("timestamp", "root 2")]
    [InlineData("snapshot", "root 2,timestamp 2")]
    [InlineData("targets", "root 2,snapshot 2,timestamp 2")]
    public async Task A_role_without_its_signature_is_refused_and_those_before_it_are_kept(string role, string trusted)
    {
        var client = Client();
        _repository.Signers[role].Clear();
        _repository.Publish("root", "targets", "snapshot", "timestamp");

        Assert.False(await client.RefreshAsync());

        Assert.Equal(TufFailure.Unsigned, client.Error!.Failure);
        Assert.Equal(trusted, Listed(client));
    }

    [Theory]
    [InlineData("root", "root 1")]
    [InlineData("snapshot", "root 2,timestamp 3")]
    [InlineData("targets", "root 2,snapshot 3,timestamp 3")]
    public async Task Metadata_of_another_version_than_its_address_says_is_refused(string role, string trusted)
    {
        var client = Client();
        _repository.Publish("root", "targets", "snapshot", "timestamp");
        switch (role)
        {
            case "root":
                _repository.Published[role].RemoveAt(1);
                _repository.Publish(role);
                break;
            case "snapshot":
                _repository.Published[role].Add(_repository.Published[role][1]);
                _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetaFile(3) };
                _repository.Publish("timestamp");
                break;
            default:
                _repository.Published[role].Add(_repository.Published[role][1]);
                _repository.List("targets.json", new MetaFile(3));
                _repository.Publish("snapshot", "timestamp");
                break;
        }

        Assert.False(await client.RefreshAsync());

        Assert.Equal(TufFailure.Mismatched, client.Error!.Failure);
        Assert.Equal(trusted, Listed(client));
    }

    [Fact]
    public async Task A_timestamp_of_the_same_version_keeps_the_old_one_without_error()
    {
        var client = Client();
        Assert.True(await client.RefreshAsync());

        _repository.Published.Remove("timestamp");
        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetaFile(100) };
        _repository.Publish("timestamp");

        Assert.True(await client.RefreshAsync());
        Assert.Equal(("timestamp", null), _repository.Requests[^1]);
        Assert.Equal(1, MetadataJson.Parse<Timestamp>(client.Bytes("timestamp"), "timestamp.json").Signed.Snapshot.Version);
    }

    [Fact]
    public async Task A_root_of_the_same_version_is_no_news()
    {
        var client = Client();
        _repository.Published["root"].Add(_repository.Published["root"][0]);

        Assert.True(await client.RefreshAsync());

        Assert.Equal([("root", 2), ("timestamp", null), ("snapshot", 1), ("targets", 1)], _repository.Requests);
    }

    [Fact]
    public async Task Length_and_hashes_in_timestamp_and_snapshot_must_fit()
    {
        _repository.DescribesFiles = true;
        _repository.PublishContent();
        var client = Client();
        Assert.True(await client.RefreshAsync());

        _repository.Publish("targets");
        _repository.List("targets.json", new MetaFile(3, null, new Dictionary<string, string>
        {
            ["sha256"] = "46419349341cfb2d95f6ae3d4cd5c3d3dd7f4673985dad42a45130be5e0531a0",
        }));
        _repository.Publish("snapshot", "timestamp");

        Assert.False(await client.RefreshAsync());
        Assert.Equal(TufFailure.Mismatched, client.Error!.Failure);
        Assert.Equal("root 1,snapshot 3,targets 2,timestamp 3", Listed(client));
    }

    [Fact]
    public async Task Targets_that_no_snapshot_tells_of_are_not_asked_for()
    {
        var client = Client();
        Assert.True(await client.RefreshAsync());

        _repository.Publish("targets");

        Assert.True(await client.RefreshAsync());
        Assert.Equal(1, client.Version("targets"));
        Assert.Equal(("timestamp", null), _repository.Requests[^1]);
    }

    [Fact]
    public async Task Fields_that_the_specification_does_not_know_are_signed_like_all_others()
    {
        var client = Client();
        Assert.True(await client.RefreshAsync());
        var field = new Dictionary<string, System.Text.Json.JsonElement>
        {
            ["custom-field"] = System.Text.Json.JsonElement.Parse("""{"a":1,"b":[true,null,"ü\n\"\\"]}"""u8),
        };

        var roles = new Dictionary<string, Role>(_repository.Root.Roles);
        roles["root"] = roles["root"] with { OtherFields = field };
        _repository.Root = _repository.Root with { Roles = roles, OtherFields = field };
        _repository.Publish("root");

        Assert.True(await client.RefreshAsync());
        Assert.Equal(2, client.Version("root"));
        Assert.Contains("custom-field", Encoding.UTF8.GetString(client.Bytes("root")));
    }

    [Fact]
    public async Task A_missing_timestamp_fails_the_refresh()
    {
        var client = Client();
        Assert.True(await client.RefreshAsync());
        _repository.Published.Remove("timestamp");

        Assert.False(await client.RefreshAsync());

        Assert.Equal(TufFailure.Missing, client.Error!.Failure);
        Assert.Equal(("timestamp", null), _repository.Requests[^1]);
    }

    [Fact]
    public async Task A_missing_snapshot_fails_the_refresh_after_the_timestamp_was_kept_and_the_next_refresh_heals_it()
    {
        var client = Client();
        Assert.True(await client.RefreshAsync());
        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetaFile(2) };
        _repository.Publish("timestamp");

        Assert.False(await client.RefreshAsync());
        Assert.Equal(("snapshot", 2), _repository.Requests[^1]);
        Assert.Equal("root 1,snapshot 1,targets 1,timestamp 2", Listed(client));

        _repository.Publish("snapshot");
        Assert.True(await client.RefreshAsync());
        Assert.Equal("root 1,snapshot 2,targets 1,timestamp 2", Listed(client));
    }

    [Fact]
    public async Task Missing_targets_fail_the_refresh_after_timestamp_and_snapshot_were_kept()
    {
        var client = Client();
        Assert.True(await client.RefreshAsync());
        _repository.List("targets.json", new MetaFile(2));
        _repository.Publish("snapshot", "timestamp");

        Assert.False(await client.RefreshAsync());

        Assert.Equal(("targets", 2), _repository.Requests[^1]);
        Assert.Equal("root 1,snapshot 2,targets 1,timestamp 2", Listed(client));
    }

    [Fact]
    public async Task A_snapshot_in_the_place_of_a_timestamp_is_refused_though_the_timestamp_key_signed_it()
    {
        var client = Client();
        _repository.AddKey("snapshot", _repository.Signers["timestamp"][0]);
        _repository.Snapshot = _repository.Snapshot with { Meta = new Dictionary<string, MetaFile> { ["snapshot.json"] = new(1) } };
        _repository.Publish("root", "snapshot");
        _repository.Published["timestamp"].Add(_repository.Published["snapshot"][^1]);

        Assert.False(await client.RefreshAsync());

        Assert.Equal(TufFailure.Mismatched, client.Error!.Failure);
        Assert.Equal("root 2", Listed(client));
    }

    [Fact]
    public async Task Names_carry_no_version_where_the_repository_has_no_consistent_snapshots()
    {
        _repository.Root = _repository.Root with { ConsistentSnapshot = false };
        _repository.AddTarget("targets", "shop/prices.bin", [1, 2, 3]);
        _repository.Publish("root", "targets", "snapshot", "timestamp");
        var client = Client();

        Assert.True(await client.DownloadAsync("shop/prices.bin"));

        Assert.Equal([("root", 2), ("root", 3), ("timestamp", null), ("snapshot", null), ("targets", null)], _repository.Requests);
        Assert.Equal([("shop/prices.bin", null)], _repository.TargetRequests);
    }

    [Fact]
    public async Task A_refresh_follows_no_more_new_roots_than_allowed_and_the_next_goes_on()
    {
        var client = Client();
        client.Options.MaxRootRotations = 3;
        _repository.Publish([.. Enumerable.Repeat("root", 7)]);

        Assert.True(await client.RefreshAsync());
        Assert.Equal(4, client.Version("root"));
        Assert.True(await client.RefreshAsync());
        Assert.Equal(7, client.Version("root"));
        Assert.True(await client.RefreshAsync());
        Assert.Equal(8, client.Version("root"));
    }

    private SimulatedClient Client()
    {
        var client = new SimulatedClient(server, _repository);
        _clients.Add(client);
        return client;
    }

    private static string Listed(SimulatedClient client) =>
        string.Join(',', client.TrustedRoles.Select(role => $"{role.Role} {role.Version}"));
}
