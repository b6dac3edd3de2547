using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>The search for a target through delegations: whom it visits, in which order, and whom it believes.</summary>
public sealed class DelegationTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly RepositorySimulator _repository = new();
    private SimulatedClient? _client;

    /// <summary>Delegations as <c>FROM>TO</c>, with <c>!</c> where they terminate and a pattern in brackets where it is not
    /// <c>*</c>; then the roles in the order of visits. "targets" is <c>t</c>.</summary>
    public static TheoryData<string, string> Graphs => new()
    {
        { "t>A", "A" },
        { "t>A t>B", "AB" },
        { "t>A t>B B>C", "ABC" },
        { "t>A t>B A>C A>D", "ACDB" },
        { "t>A t>B A>C C>D", "ACDB" },
        { "t>A t>B A>C! A>D", "AC" },
        { "t>A t>B A>C! C>D", "ACD" },
        { "t>A(*.py) t>B A>C", "B" },
        { "t>A t>B A>C(*.py) C>D", "AB" },
        { "t>A t>B B>C C>D D>B", "ABCD" },
        { "t>A t>B B>C A>C", "ACB" },
        { "t>A t>B B>C A>C(*.py)", "ABC" },
    };

    private SimulatedClient Client => _client ??= new SimulatedClient(server, _repository);

    public void Dispose() => _client?.Dispose();

    [Theory]
    [MemberData(nameof(Graphs))]
    public async Task Roles_are_visited_in_the_order_of_trust_depth_first(string graph, string visits)
    {
        foreach (var edge in graph.Split(' '))
        {
            var pattern = edge.Contains('(', StringComparison.Ordinal) ? edge[(edge.IndexOf('(', StringComparison.Ordinal) + 1)..^1] : "*";
            _repository.Delegate(edge[0] == 't' ? "targets" : edge[..1], edge[2..3], edge.Contains('!', StringComparison.Ordinal), pattern);
        }
        PublishAll();

        Assert.False(await Client.DownloadAsync("missingpath"));

        Assert.Equal(visits.Select(role => (role.ToString(), (long?)1)), _repository.Requests[4..]);
    }

    [Theory]
    [InlineData("targetfile", true, "")]
    [InlineData("README.md", true, "A")]
    [InlineData("releases/x/x_v1", true, "BC")]
    [InlineData("releases/y/y_v1.zip", true, "BD")]
    [InlineData("releases/z/z_v1.zip", false, "B")]
    [InlineData("releases/README.md", false, "")]
    [InlineData("foo-1.tgz", true, "A")]
    [InlineData("foo-alpha.tgz", false, "")]
    [InlineData("README.MD", false, "")]
    public async Task A_target_is_found_only_where_every_delegation_on_the_way_covers_it(string path, bool found, string visits)
    {
        _repository.Delegate("targets", "A", paths: ["*.doc", "*.md", "foo-?.tgz"]);
        _repository.Delegate("targets", "B", paths: "releases/*/*");
        _repository.Delegate("B", "C", paths: "releases/x/*");
        _repository.Delegate("B", "D", paths: "releases/y/*.zip");
        foreach (var (role, target) in new[]
        {
            ("targets", "targetfile"), ("A", "README.md"), ("A", "releases/README.md"), ("A", "foo-1.tgz"), ("A", "foo-alpha.tgz"),
            ("C", "releases/x/x_v1"), ("D", "releases/y/y_v1.zip"), ("D", "releases/z/z_v1.zip"),
        })
            _repository.AddTarget(role, target, System.Text.Encoding.UTF8.GetBytes($"{target} by {role}"));
        PublishAll();

        Assert.Equal(found, await Client.DownloadAsync(path));

        Assert.Equal(found ? [$"{path} by {(visits.Length > 0 ? visits[^1..] : "targets")}"] : [], Client.Downloaded);
        Assert.Equal(visits.Select(role => (role.ToString(), (long?)1)), _repository.Requests[4..]);
    }

    [Fact]
    public async Task What_one_delegator_vouched_for_proves_nothing_to_another()
    {
        _repository.Delegate("targets", "parent-a", paths: "team-a/*");
        _repository.Delegate("targets", "parent-b", paths: "team-b/*");
        _repository.Delegate("parent-a", "release", paths: "team-a/*");
        var withheld = _repository.Delegate("parent-b", "release", paths: "team-b/*");
        _repository.Signers["release"].Remove(withheld);
        _repository.AddTarget("release", "team-a/root.json", "trusted A"u8.ToArray());
        _repository.AddTarget("release", "team-b/root.json", "malicious B"u8.ToArray());
        PublishAll();

        Assert.False(await Client.DownloadAsync(["team-a/root.json", "team-b/root.json"]));

        Assert.Equal(TufFailure.Unsigned, Client.Error!.Failure);
        Assert.Equal(["trusted A"], Client.Downloaded);
        Assert.False(await Client.DownloadAsync("team-b/root.json"));
    }

    [Fact]
    public async Task A_delegated_role_that_the_snapshot_does_not_list_is_not_even_asked_for()
    {
        _repository.Delegate("targets", "delegated", paths: "delegatedpath/*");
        _repository.Publish("delegated", "targets");
        _repository.Unlist("delegated.json");
        _repository.Publish("snapshot", "timestamp");
        Assert.True(await Client.RefreshAsync());
        _repository.Requests.Clear();

        Assert.False(await Client.DownloadAsync("delegatedpath/foo"));

        Assert.Null(Client.Version("delegated"));
        Assert.Equal([("root", 2), ("timestamp", null)], _repository.Requests);
    }

    [Fact]
    public async Task A_search_visits_no_more_roles_than_allowed()
    {
        for (var i = 0; i < 10; i++)
            _repository.Delegate("targets", $"role{i}", paths: "*");
        _repository.AddTarget("role9", "far", [1]);
        PublishAll();
        Client.Options.MaxDelegations = 9;

        Assert.False(await Client.DownloadAsync("far"));
        Assert.Equal(9, _repository.Requests[4..].Count);

        Client.Options.MaxDelegations = 10;
        Assert.True(await Client.DownloadAsync("far"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Succinct_roles_share_targets_by_the_hashes_of_their_paths(int bits)
    {
        using var key = SigningKey.Generate();
        var bins = new SuccinctRoles(new Role([key.Public.KeyId], 1), bits, "bin");
        _repository.Targets = _repository.Targets with
        {
            Delegations = new Delegations { Keys = new Dictionary<string, PublicKey> { [key.Public.KeyId] = key.Public }, Succinct = bins },
        };
        var names = bins.Names.ToList();
        Assert.Equal(1 << bits, names.Distinct().Count());
        foreach (var name in names)
            _repository.AddRole(name, key);
        var owner = bins.RoleOf("shop/prices.bin");
        _repository.AddTarget(owner, "shop/prices.bin", "prices"u8.ToArray());
        PublishAll();

        Assert.True(await Client.DownloadAsync("shop/prices.bin"));

        Assert.Equal([(owner, 1)], _repository.Requests[4..]);
        Assert.Equal(["prices"], Client.Downloaded);
    }

    [Fact]
    public async Task Path_hash_prefixes_share_targets_as_well()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("shop/prices.bin"u8));
        _repository.Delegate("targets", "others");
        _repository.Delegate("targets", "mine");
        SetPrefixes(("others", hash[..2] == "00" ? "01" : "00"), ("mine", hash[..2]));
        _repository.AddTarget("mine", "shop/prices.bin", "prices"u8.ToArray());
        PublishAll();

        Assert.True(await Client.DownloadAsync("shop/prices.bin"));

        Assert.Equal([("mine", 1)], _repository.Requests[4..]);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("#")]
    [InlineData("/delegatedrole")]
    [InlineData("../delegatedrole")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("50% größer, a+b")]
    public async Task A_role_may_have_any_name_and_stays_in_its_folder(string role)
    {
        _repository.Delegate("targets", role, paths: "*");
        _repository.AddTarget(role, "found", [1, 2]);
        PublishAll();

        Assert.True(await Client.DownloadAsync("found"));

        Assert.Contains((Uri.EscapeDataString(role), 1), _repository.Requests);
        Assert.Equal(5, Client.TrustedRoles.Count());
        Assert.True(await Client.DownloadAsync("found"));
        Assert.Single(_repository.Requests, request => request.Role == Uri.EscapeDataString(role));
    }

    private void SetPrefixes(params (string Role, string Prefix)[] prefixes) => _repository.Targets = _repository.Targets with
    {
        Delegations = _repository.Targets.Delegations! with
        {
            Roles = [.. _repository.Targets.Delegations.Roles.Select(role => role with
            {
                Paths = null,
                PathHashPrefixes = [prefixes.Single(one => one.Role == role.Name).Prefix],
            })],
        },
    };

    private void PublishAll() =>
        _repository.Publish([.. _repository.Signers.Keys.Except(["root", "snapshot", "timestamp"]), "snapshot", "timestamp"]);
}
