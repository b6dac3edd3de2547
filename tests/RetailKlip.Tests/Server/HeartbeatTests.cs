using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetailKlip.Core;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

public sealed class HeartbeatOnSqliteTests(SqliteFixture fixture) : HeartbeatTests(fixture), IClassFixture<SqliteFixture>;

public sealed class HeartbeatOnPostgresTests(PostgresFixture fixture) : HeartbeatTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>What kiosks say of themselves, what staff see of it, and what they are asked.</summary>
public abstract class HeartbeatTests
{
    private readonly DatabaseFixture _fixture;

    protected HeartbeatTests(DatabaseFixture fixture)
    {
        _fixture = fixture;
        if (!Directory.Exists(Path.Combine(fixture.Data, "tuf")))
            TestUpdates.Create(fixture.Data);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningServer Server => _fixture.Server;

    [Fact]
    public async Task Totals_are_counted_once_whatever_is_lost_or_sent_again()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server, "counted");
        await BeatAsync(10, 1, 0, [5, 0, 6]);
        await BeatAsync(15, 2, 1, [5, 4, 7]);
        kiosk.Sequence--;
        await BeatAsync(15, 2, 1, [5, 4, 7]);
        // One was lost; the next one has it.
        kiosk.Sequence++;
        await BeatAsync(25, 4, 1, [5, 4, 20]);
        (kiosk.Instance, kiosk.Sequence) = (Guid.NewGuid(), 0);
        await BeatAsync(3, 0, 0, [1], crashes: 2);
        await BeatAsync(4, 0, 0, [2], crashes: 2);

        var hours = await HoursAsync(kiosk);
        Assert.Equal((29, 4, 1, 2), (hours.Sum(hour => hour.Accepted), hours.Sum(hour => hour.Ambiguous), hours.Sum(hour => hour.Unknown), hours.Sum(hour => hour.Crashes)));
        Assert.Equal([7, 4, 20], new[] { 0, 1, 2 }.Select(bucket => hours.Sum(hour => hour.LatencyCounts[bucket])));

        Task<HeartbeatAnswer> BeatAsync(long accepted, long ambiguous, long unknown, long[] latency, long crashes = 0) => kiosk.BeatAsync(beat => beat with
        {
            Release = 7, Decisions = new DecisionTotals(accepted, ambiguous, unknown, 0), Latency = latency, Crashes = crashes,
        });
    }

    [Fact]
    public async Task What_was_decided_while_releases_were_swapped_belongs_to_neither()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server, "swapped");
        foreach (var (release, total) in new[] { (1, 10), (1, 30), (2, 35), (2, 36) })
            await kiosk.BeatAsync(beat => beat with { Release = release, Decisions = new DecisionTotals(total, 0, 0, 0) });

        var hours = await HoursAsync(kiosk);

        Assert.Equal([(1, 30), (2, 1)], hours.GroupBy(hour => hour.Release).OrderBy(one => one.Key).Select(one => (one.Key, one.Sum(hour => hour.Accepted))));
    }

    [Fact]
    public async Task A_key_in_two_kiosks_is_noticed_and_a_restart_is_none()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server, "cloned");
        var first = kiosk.Instance;
        await kiosk.BeatAsync();
        (kiosk.Instance, kiosk.Sequence) = (Guid.NewGuid(), 0);
        await kiosk.BeatAsync();
        await kiosk.BeatAsync();
        Assert.Equal(JsonValueKind.Null, (await SeenAsync(kiosk)).GetProperty("clonedAt").ValueKind);

        (kiosk.Instance, kiosk.Sequence) = (first, 1);
        await kiosk.BeatAsync();

        Assert.NotEqual(JsonValueKind.Null, (await SeenAsync(kiosk)).GetProperty("clonedAt").ValueKind);
        // A copy of a machine that runs, memory and all, counts what was counted.
        using var copied = await FleetMember.RegisterAsync(Server, "cloned");
        copied.Sequence = 5;
        await copied.BeatAsync();
        copied.Sequence = 2;
        await copied.BeatAsync();
        Assert.NotEqual(JsonValueKind.Null, (await SeenAsync(copied)).GetProperty("clonedAt").ValueKind);
    }

    [Fact]
    public async Task Staff_find_kiosks_by_store_health_and_silence_page_by_page()
    {
        var kiosks = new List<FleetMember>();
        for (var i = 0; i < 5; i++)
            kiosks.Add(await FleetMember.RegisterAsync(Server, "found", $"Till {i}"));
        foreach (var kiosk in kiosks.Take(4))
            await kiosk.BeatAsync(beat => beat with
            {
                Health = kiosk == kiosks[1] ? FleetHealth.Unhealthy : FleetHealth.Healthy,
                Parts = new Dictionary<string, PartReport> { ["camera"] = new(FleetHealth.Unhealthy, "unplugged") },
            });
        var long_ = TimeProvider.System.GetUtcNow().AddHours(-2);
        var silent = kiosks[2].Id;
        await Server.InDatabaseAsync(db => db.Kiosks.Where(one => one.Id == silent).ExecuteUpdateAsync(one => one.SetProperty(k => k.SeenAt, long_), Cancellation));

        Assert.Equal(kiosks.Select(kiosk => kiosk.Id), await ListAsync("store=found&limit=2"));
        Assert.Equal([kiosks[1].Id], await ListAsync("store=found&health=Unhealthy"));
        Assert.Equal([kiosks[2].Id, kiosks[4].Id], await ListAsync("store=found&silentFor=60"));
        var one = await SeenAsync(kiosks[1]);
        Assert.Equal("unplugged", one.GetProperty("report").GetProperty("parts").GetProperty("camera").Text("reason"));
        foreach (var wrong in new[] { "silentFor=-1", "ring=outer", "limit=0" })
            using (var refused = await Server.Client.GetAsync($"/api/v1/kiosks?{wrong}", Cancellation))
                await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        kiosks.ForEach(kiosk => kiosk.Dispose());
    }

    [Fact]
    public async Task A_command_is_heard_until_it_is_acknowledged_and_its_first_outcome_stays()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server);
        using var other = await FleetMember.RegisterAsync(Server);
        using var asked = await AskAsync(kiosk.Id, "selfTest");
        var id = (await asked.JsonAsync()).GetProperty("id").GetInt64();

        Assert.Equal([new FleetCommand(id, "selfTest")], (await kiosk.BeatAsync()).Commands);
        Assert.Equal([new FleetCommand(id, "selfTest")], (await kiosk.BeatAsync()).Commands);
        // Another kiosk cannot answer for it.
        Assert.Empty((await other.BeatAsync(beat => beat with { Outcomes = [new(id, false, "forged")] })).Commands);
        Assert.Empty((await kiosk.BeatAsync(beat => beat with { Outcomes = [new(id, true, "all\r\nwell\u0007")] })).Commands);
        await kiosk.BeatAsync(beat => beat with { Outcomes = [new(id, false, "again")] });

        var listed = (await Server.GetAsync($"/api/v1/kiosks/{kiosk.Id}/commands")).GetProperty("items")[0];
        Assert.Equal((true, "all  well ", "administrator"), (listed.GetProperty("done").GetBoolean(), listed.Text("detail"), listed.Text("askedBy")));
        using var unknown = await AskAsync(kiosk.Id, "format");
        await unknown.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        using var nobody = await AskAsync(Guid.NewGuid(), "sync");
        await nobody.ProblemAsync(HttpStatusCode.NotFound);
        for (var i = 0; i < 20; i++)
            (await AskAsync(kiosk.Id, "sync")).Dispose();
        using var tooMany = await AskAsync(kiosk.Id, "sync");
        await tooMany.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Hostile_and_senseless_heartbeats_are_refused_or_made_harmless()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server, "hostile");
        const string Hostile = "<script>alert(1)</script>\u202e'; DROP TABLE kiosks; --\0\n${jndi:ldap://x}";
        await kiosk.BeatAsync(beat => beat with
        {
            Version = Hostile + new string('v', 10_000), Provider = Hostile, ContentHash = Hostile, EncoderId = Hostile,
            Parts = new Dictionary<string, PartReport> { [Hostile] = new(FleetHealth.Degraded, Hostile), [Hostile + "\r"] = new(FleetHealth.Degraded, Hostile) },
            Outcomes = [new(long.MaxValue, true, Hostile)],
        });
        var report = (await SeenAsync(kiosk)).GetProperty("report");
        Assert.Equal("<script>alert(1)</script> '; DROP TABLE kiosks; --  ${jndi:ldap://x}", report.Text("provider"));
        Assert.InRange(report.Text("version").Length, 400, 500);

        foreach (var (member, change) in new (string, Func<Heartbeat, Heartbeat>)[]
        {
            ("instance", beat => beat with { Instance = Guid.Empty }),
            ("sequence", beat => beat with { Sequence = 0 }),
            ("gallery", beat => beat with { Gallery = "../shop" }),
            ("release", beat => beat with { Release = -1 }),
            ("release", beat => beat with { Release = 1, Gallery = null }),
            ("decisions", beat => beat with { Decisions = new DecisionTotals(-1, 0, 0, 0) }),
            ("decisions", beat => beat with { Decisions = new DecisionTotals(long.MaxValue, long.MaxValue, 0, 0) }),
            ("crashes", beat => beat with { Crashes = long.MaxValue }),
            ("latency", beat => beat with { Latency = [-1] }),
            ("latency", beat => beat with { Latency = new long[100] }),
            ("parts", beat => beat with { Parts = Enumerable.Range(0, 51).ToDictionary(i => $"{i}", _ => new PartReport(FleetHealth.Healthy, "")) }),
            ("outcomes", beat => beat with { Outcomes = [.. Enumerable.Range(0, 101).Select(i => new CommandOutcome(i, true, ""))] }),
        })
            using (var refused = await kiosk.SendBeatAsync(change))
                Assert.True((await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(member, out _), member);

        var token = await kiosk.TokenAsync();
        // A newer kiosk says more than this server knows; what is no heartbeat is refused.
        foreach (var (body, status) in new[]
        {
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":"9","health":"Healthy","new":{"x":1}}""", HttpStatusCode.OK),
            ("{}", HttpStatusCode.BadRequest), ("null", HttpStatusCode.BadRequest), ("[", HttpStatusCode.BadRequest),
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":"9","health":"Healthy","parts":{"camera":null}}""", HttpStatusCode.UnprocessableEntity),
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":"9","health":"Healthy","parts":{"camera":{"status":"Healthy","reason":null } } }""", HttpStatusCode.BadRequest),
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":"9","health":"Healthy","parts":{"camera":{"status":"Healthy" } } }""", HttpStatusCode.BadRequest),
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":"9","health":"Healthy","decisions":null}""", HttpStatusCode.BadRequest),
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":null,"health":"Healthy"}""", HttpStatusCode.BadRequest),
            ($$$"""{"instance":"{{{Guid.NewGuid()}}}","sequence":1,"version":"9","health":"Fine"}""", HttpStatusCode.BadRequest),
        })
            using (var answer = await FleetMember.SendAsync(Server, token, HttpMethod.Post, "/api/v1/kiosks/self/heartbeat", new StringContent(body, Encoding.UTF8, "application/json")))
                Assert.True(status == answer.StatusCode, $"{body}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        Assert.True(await Server.InDatabaseAsync(db => db.Kiosks.AnyAsync(Cancellation)));
    }

    [Fact]
    public async Task A_token_speaks_for_its_own_kiosk_alone()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server);
        using var stranger = await FleetMember.RegisterAsync(Server);
        var token = await stranger.TokenAsync();

        foreach (var path in new[] { $"/api/v1/kiosks/{kiosk.Id}", $"/api/v1/kiosks/{kiosk.Id}/heartbeat", $"/api/v1/kiosks/{kiosk.Id}/commands", $"/api/v1/kiosks/self/../{kiosk.Id}/revoke" })
            using (var answer = await FleetMember.SendAsync(Server, token, HttpMethod.Post, path, JsonContent.Create(new { kind = "sync" })))
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
        Assert.Equal(JsonValueKind.Null, (await SeenAsync(kiosk)).GetProperty("seenAt").ValueKind);
    }

    [Fact]
    public async Task What_is_old_is_forgotten()
    {
        using var kiosk = await FleetMember.RegisterAsync(Server);
        await kiosk.BeatAsync(beat => beat with { Release = 1 });
        var old = KioskHour.HourOf(TimeProvider.System.GetUtcNow() - KioskHour.Kept - TimeSpan.FromHours(2));
        await Server.InDatabaseAsync(async db =>
        {
            db.KioskHours.Add(new KioskHour { KioskId = kiosk.Id, Hour = old, Gallery = "shop", Release = 1 });
            await db.SaveChangesAsync(Cancellation);
            await Server.Services.GetServices<IHostedService>().OfType<HourlyPurge>().Single().PurgeAsync(db, Cancellation);
            return true;
        });

        Assert.Single(await HoursAsync(kiosk));
    }

    private Task<HttpResponseMessage> AskAsync(Guid kiosk, string kind) =>
        Server.Client.PostAsJsonAsync($"/api/v1/kiosks/{kiosk}/commands", new { kind }, Cancellation);

    private Task<JsonElement> SeenAsync(FleetMember kiosk) => Server.GetAsync($"/api/v1/kiosks/{kiosk.Id}");

    private Task<List<KioskHour>> HoursAsync(FleetMember kiosk) =>
        Server.InDatabaseAsync(db => db.KioskHours.AsNoTracking().Where(hour => hour.KioskId == kiosk.Id).ToListAsync(Cancellation));

    private async Task<List<Guid>> ListAsync(string query)
    {
        var ids = new List<Guid>();
        for (string? next = $"/api/v1/kiosks?{query}"; next is not null;)
        {
            var page = await Server.GetAsync(next);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(kiosk => kiosk.GetProperty("id").GetGuid()));
            next = page.GetProperty("next").GetString();
        }
        return ids;
    }
}
