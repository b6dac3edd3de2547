using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetailKlip.Core;
using RetailKlip.Server;
using RetailKlip.Tuf;

namespace RetailKlip.Tests.Server;

public sealed class RolloutOnSqliteTests(SqliteFixture fixture) : RolloutTests(fixture), IClassFixture<SqliteFixture>;

public sealed class RolloutOnPostgresTests(PostgresFixture fixture) : RolloutTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Releases on their way through a fleet of kiosks that speak HTTP. Each test has a server of its own.</summary>
public abstract class RolloutTests(DatabaseFixture fixture) : IAsyncLifetime
{
    private const int Fleet = 8;

    private readonly TemporaryFolder _data = new();
    private readonly List<FleetMember> _kiosks = [];
    private TestUpdates? _updates;
    private RunningServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _updates = TestUpdates.Create(_data.Path);
        _server = await RunningServer.StartAsync(_data.Path, await fixture.NewDatabaseAsync(), $"Model={fixture.Model}", TestUpdates.Setting,
            "Rollouts:Decisions=300", "Rollouts:Hours=4", "Rollouts:Interval=1.00:00:00");
        for (var i = 0; i < Fleet; i++)
            _kiosks.Add(await FleetMember.RegisterAsync(Server, i < 4 ? "north" : "south", $"Till {i}"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _kiosks.ForEach(kiosk => kiosk.Dispose());
        await Server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_release_comes_ring_by_ring_and_halts_when_it_is_told_to()
    {
        await PublishAsync("apple", 1);
        Assert.Equal(Enumerable.Repeat(1L, Fleet), await AssignedAsync());

        var second = await PublishAsync("pear", 2, new { canaryKiosks = new[] { _kiosks[5].Id }, canaryStores = new[] { "north" }, percent = 50 });
        Assert.Equal([2, 2, 2, 2, 1, 2, 1, 1], await AssignedAsync());
        // Who is told to run the one before still finds it in what is signed.
        using (var kiosk = await TestKiosk.RefreshAsync(Server, _updates!))
            Assert.Equal(1, (await kiosk.FetchAsync(ReleaseTargets.Version("shop", 1))).Record.Version);
        Assert.Equal([_kiosks[4].Id, _kiosks[6].Id, _kiosks[7].Id], await IdsAsync("ring=rest"));

        Assert.Equal("Part", (await ChangeAsync(second, "advance")).Text("stage"));
        var half = await AssignedAsync();
        Assert.Equal(_kiosks.Select(kiosk => IsFirst(kiosk) || RegisteredKiosk.BucketOf(kiosk.Id) < 500 ? 2L : 1), half);

        // Whoever has it keeps it, the others get it no more.
        await AssignedAsync(running: kiosk => IsFirst(kiosk) ? 2 : 1);
        Assert.Equal("Halted", (await ChangeAsync(second, "halt")).Text("stage"));
        Assert.Equal(_kiosks.Select(kiosk => IsFirst(kiosk) ? 2L : 1), await AssignedAsync(running: kiosk => IsFirst(kiosk) ? 2 : 1));
        Assert.Equal("Part", (await ChangeAsync(second, "resume")).Text("stage"));
        Assert.Equal(half, await AssignedAsync());
        Assert.Equal("All", (await ChangeAsync(second, "advance")).Text("stage"));
        Assert.Equal(Enumerable.Repeat(2L, Fleet), await AssignedAsync());
        foreach (var action in new[] { "advance", "halt", "resume" })
            using (var refused = await Server.Client.PostAsync($"/api/releases/{second}/{action}", null, Cancellation))
                await refused.ProblemAsync(HttpStatusCode.Conflict);
        var audit = (await Server.GetAsync($"/api/audit?subject=rollout/{second}")).GetProperty("items");
        Assert.Equal(4, audit.GetArrayLength());

        bool IsFirst(FleetMember kiosk) => kiosk.Identity.Store == "north" || kiosk == _kiosks[5];
    }

    [Fact]
    public async Task A_release_that_makes_kiosks_worse_is_taken_back_by_a_newer_one_with_the_former_content()
    {
        await PublishAsync("apple", 1);
        using var client = await TestKiosk.RefreshAsync(Server, _updates!);
        var former = (await client.FetchAsync(ReleaseTargets.Snapshot("shop"))).Record;
        await DecideAsync(1, _ => (95, 5));
        var second = await PublishAsync("pear", 2, new { canaryStores = new[] { "north" } });
        // Shoppers are asked about a third of the items.
        await DecideAsync(2, kiosk => kiosk.Identity.Store == "north" ? (65, 35) : (95, 5));

        await WatchAsync();

        var rollout = await Server.GetAsync($"/api/releases/{second}/rollout");
        Assert.Equal("RolledBack", rollout.Text("stage"));
        Assert.Contains("assist: 35.0", rollout.Text("reason"));
        var third = await Server.Client.UntilAsync("/api/releases?limit=1", page => page.GetProperty("items")[0].Text("stage") != "Waiting");
        var restored = third.GetProperty("items")[0];
        Assert.Equal(("Published", 3, second), (restored.Text("stage"), restored.GetProperty("version").GetInt64(), restored.GetProperty("restores").GetInt64()));
        await client.RefreshAsync();
        var newest = (await client.FetchAsync(ReleaseTargets.Snapshot("shop"))).Record;
        Assert.Equal((3, former.ContentHash), (newest.Version, newest.ContentHash));
        Assert.Equal(["apple"], await client.SkusAsync("shop"));
        // Everybody is told the newer version, whichever one he runs.
        Assert.Equal(Enumerable.Repeat(3L, Fleet), await AssignedAsync(running: kiosk => kiosk.Identity.Store == "north" ? 2 : 1));
        // And it is not taken back twice.
        await WatchAsync();
        using var again = await Server.Client.PostAsync($"/api/releases/{second}/rollback", null, Cancellation);
        await again.ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal(3, (await Server.GetAsync("/api/releases")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_release_that_is_as_good_soaks_and_goes_on_by_itself_and_one_that_few_have_tried_waits()
    {
        await PublishAsync("apple", 1);
        await DecideAsync(1, _ => (90, 10));
        var second = await PublishAsync("pear", 2, new { canaryStores = new[] { "north" }, percent = 0, soakMinutes = 60 });
        await WatchAsync();
        Assert.Equal("Canary", (await Server.GetAsync($"/api/releases/{second}/rollout")).Text("stage"));

        // Not the same, but as chance has it.
        await DecideAsync(2, kiosk => kiosk.Identity.Store == "north" ? kiosk.Id.GetHashCode() % 2 == 0 ? (86, 14) : (91, 9) : (90, 10));
        await WatchAsync();
        var soaking = await Server.GetAsync($"/api/releases/{second}/rollout");
        Assert.Equal(("Canary", 4), (soaking.Text("stage"), soaking.GetProperty("running").GetInt32()));
        Assert.All(soaking.GetProperty("gates").EnumerateArray(), gate => Assert.Equal((true, false), (gate.GetProperty("isEnough").GetBoolean(), gate.GetProperty("isTripped").GetBoolean())));

        await Server.InDatabaseAsync(async db =>
        {
            var rollout = await db.Rollouts.FindAsync([second], Cancellation);
            db.Entry(rollout!).Property(one => one.StageSince).CurrentValue = TimeProvider.System.GetUtcNow().AddHours(-2);
            return await db.SaveChangesAsync(Cancellation);
        });
        await WatchAsync();
        Assert.Equal("All", (await Server.GetAsync($"/api/releases/{second}/rollout")).Text("stage"));
        Assert.Equal(Enumerable.Repeat(2L, Fleet), await AssignedAsync());
    }

    [Fact]
    public async Task A_pinned_store_stays_a_newer_release_takes_an_open_ones_place_and_anybody_can_roll_back_the_newest()
    {
        await PublishAsync("apple", 1);
        using var pinned = await Server.Client.PutAsJsonAsync("/api/stores/south/pin", new { gallery = "shop", version = 1 }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, pinned.StatusCode);
        var second = await PublishAsync("pear", 2, new { canaryStores = new[] { "north" } });
        await PublishAsync("plum", 3);

        Assert.Equal("Superseded", (await Server.GetAsync($"/api/releases/{second}/rollout")).Text("stage"));
        Assert.Equal([3, 3, 3, 3, 1, 1, 1, 1], await AssignedAsync());
        using (var kiosk = await TestKiosk.RefreshAsync(Server, _updates!))
            Assert.Equal(1, (await kiosk.FetchAsync(ReleaseTargets.Version("shop", 1))).Record.Version);
        using var unknown = await Server.Client.PutAsJsonAsync("/api/stores/south/pin", new { gallery = "shop", version = 9 }, Cancellation);
        await unknown.ProblemAsync(HttpStatusCode.Conflict);
        using var unpinned = await Server.Client.DeleteAsync("/api/stores/south/pin", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, unpinned.StatusCode);
        Assert.Equal(Enumerable.Repeat(3L, Fleet), await AssignedAsync());

        using var older = await Server.Client.PostAsync($"/api/releases/{second}/rollback", null, Cancellation);
        await older.ProblemAsync(HttpStatusCode.Conflict);
        using var asked = await Server.Client.PostAsync("/api/releases/3/rollback", null, Cancellation);
        var back = await Server.Client.UntilAsync(asked.Headers.Location!.ToString(), release => release.Text("stage") != "Waiting");
        Assert.Equal(("Published", 4), (back.Text("stage"), back.GetProperty("version").GetInt32()));
        using var client = await TestKiosk.RefreshAsync(Server, _updates!);
        // What was before it for everybody, not what was only being tried.
        Assert.Equal(["apple"], await client.SkusAsync("shop"));
        Assert.Equal(Enumerable.Repeat(4L, Fleet), await AssignedAsync());
    }

    [Fact]
    public async Task What_is_no_plan_is_refused()
    {
        await Server.Client.EnrolAsync("apple", 1);
        foreach (var (plan, member) in new (object, string)[]
        {
            (new { percent = 100 }, "percent"), (new { percent = -1 }, "percent"), (new { percent = 0 }, "percent"), (new { soakMinutes = 0 }, "soakMinutes"),
            (new { canaryStores = new[] { "../north" } }, "canaryStores"), (new { canaryKiosks = new[] { Guid.NewGuid() } }, "canaryKiosks"),
            (new { canaryStores = Enumerable.Repeat("north", 201) }, "canaryKiosks"),
        })
            using (var refused = await Server.Client.PostAsJsonAsync("/api/releases", plan, Cancellation))
                Assert.True((await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(member, out _), member);
        Assert.Empty((await Server.GetAsync("/api/releases")).GetProperty("items").EnumerateArray());
        using var missing = await Server.Client.PostAsync("/api/releases/1/halt", null, Cancellation);
        await missing.ProblemAsync(HttpStatusCode.NotFound);
    }

    /// <returns>The release's number.</returns>
    private async Task<long> PublishAsync(string sku, int seed, object? plan = null)
    {
        await Server.Client.EnrolAsync(sku, seed);
        using var accepted = await Server.Client.PostAsync("/api/releases", plan is null ? null : JsonContent.Create(plan), Cancellation);
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync(Cancellation));
        var release = await Server.Client.UntilAsync(accepted.Headers.Location!.ToString(), one => one.Text("stage") != "Waiting");
        Assert.Equal("Published", release.Text("stage"));
        return release.GetProperty("id").GetInt64();
    }

    /// <summary>What each kiosk is told to run.</summary>
    private async Task<IEnumerable<long>> AssignedAsync(Func<FleetMember, long>? running = null)
    {
        var assigned = new List<long>();
        foreach (var kiosk in _kiosks)
            assigned.Add((await kiosk.BeatAsync(beat => beat with { Release = running?.Invoke(kiosk) })).Assigned!.Version);
        return assigned;
    }

    /// <summary>Every kiosk decides about items with a release, or with the one before where its ring does not have this one.</summary>
    private async Task DecideAsync(long release, Func<FleetMember, (long Accepted, long Ambiguous)> decided)
    {
        foreach (var kiosk in _kiosks)
        {
            var (accepted, ambiguous) = decided(kiosk);
            (kiosk.Instance, kiosk.Sequence) = (Guid.NewGuid(), 0);
            var version = release == 1 || kiosk.Identity.Store == "north" ? release : 1;
            await kiosk.BeatAsync(beat => beat with
            {
                Release = version, Decisions = new DecisionTotals(accepted, ambiguous, 0, 0), Latency = [0, 0, 100],
            });
        }
    }

    private Task WatchAsync() => Server.Services.GetServices<IHostedService>().OfType<RolloutWatch>().Single().LookAsync(Cancellation);

    private async Task<JsonElement> ChangeAsync(long release, string action)
    {
        using var answer = await Server.Client.PostAsync($"/api/releases/{release}/{action}", null, Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        return await answer.JsonAsync();
    }

    private async Task<IEnumerable<Guid>> IdsAsync(string query) =>
        (await Server.GetAsync($"/api/v1/kiosks?{query}")).GetProperty("items").EnumerateArray().Select(kiosk => kiosk.GetProperty("id").GetGuid());
}
