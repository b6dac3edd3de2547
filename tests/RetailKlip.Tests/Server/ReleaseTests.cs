using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;
using RetailKlip.Server;
using RetailKlip.Tuf;

namespace RetailKlip.Tests.Server;

public sealed class ReleaseOnSqliteTests(SqliteFixture fixture) : ReleaseTests(fixture), IClassFixture<SqliteFixture>;

public sealed class ReleaseOnPostgresTests(PostgresFixture fixture) : ReleaseTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>From approved products to what a kiosk's own client fetches and proves. Each test has a server of its own.</summary>
public abstract class ReleaseTests(DatabaseFixture fixture) : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _data.Dispose();
    }

    [Fact]
    public async Task What_keeps_a_release_from_being_is_said_at_once()
    {
        await using var server = await StartAsync();
        using var unprepared = await server.Client.PostAsync("/api/releases", null, Cancellation);
        TestUpdates.Create(_data.Path);
        await server.Client.AddProductAsync("draft");
        using var nothing = await server.Client.PostAsync("/api/releases", null, Cancellation);

        Assert.Contains("klip keys init", (await unprepared.ProblemAsync(HttpStatusCode.Conflict)).Text("detail"));
        Assert.Contains("No product is approved", (await nothing.ProblemAsync(HttpStatusCode.Conflict)).Text("detail"));
    }

    [Fact]
    public async Task A_release_that_cannot_be_signed_fails_with_the_reason_and_leaves_the_one_before()
    {
        TestUpdates.Create(_data.Path);
        await using var server = await RunningServer.StartAsync(_data.Path, await fixture.NewDatabaseAsync(), $"Model={fixture.Model}", "KeysPassphrase=another one", "JobAttempts=2");
        await server.Client.EnrolAsync("apple", 1);

        var failed = await server.Client.PublishAsync();

        Assert.Equal("Failed", failed.Text("stage"));
        Assert.Contains("online.pem cannot be opened", failed.Text("reason"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_data.Path, "tuf", "targets"), "*", SearchOption.AllDirectories));
        Assert.Equal("degraded", (await server.GetAsync("/health/ready")).GetProperty("parts").GetProperty("jobs").Text("status"));
    }

    [Fact]
    public async Task A_kiosk_gets_what_is_approved_first_whole_then_by_a_delta_and_nothing_where_nothing_changed()
    {
        var updates = TestUpdates.Create(_data.Path);
        await using var server = await StartAsync();
        await server.Client.PostAsync("/api/products", new StringContent("""
            {"sku":"milk","names":{"de":"Hafermilch","en":"Oat milk"},"gtins":["4006381333931"],"price":{"amount":199,"currency":"EUR"},"minimumAge":18}
            """, Encoding.UTF8, "application/json"), Cancellation);
        await server.Client.EnrolAsync("milk", 1, isNew: false);
        await server.Client.EnrolAsync("apple", 2);
        await server.Client.AddProductAsync("draft");
        await server.Client.AddPictureAsync("draft", ServerRequests.Patches(3));

        var first = await server.Client.PublishAsync();

        Assert.Equal(("Published", 1, 2, 8), (first.Text("stage"), first.GetProperty("version").GetInt32(), first.GetProperty("products").GetInt32(), first.GetProperty("entries").GetInt32()));
        using var kiosk = await TestKiosk.RefreshAsync(server, updates);
        var whole = await kiosk.FetchAsync(ReleaseTargets.Snapshot("shop"));
        var release = kiosk.File("1.release");
        ReleasePackage.Unpack(whole.Path, whole.Record, release);
        var content = ReleaseFile.Load(release).Content;
        Assert.Equal(["apple", "milk"], content.Gallery.Products.Select(product => product.Sku.Value));
        var milk = content.Gallery.Find(Sku.Parse("milk"))!;
        Assert.Equal(("Oat milk", "04006381333931", Witnesses.Attendant), (milk.Name, milk.Gtin!.Value.Digits14, milk.Rule!.Required));
        Assert.NotEqual(0, milk.Thumbnail!.Value.Length);
        Assert.Equal([new DisplayPrice(Sku.Parse("milk"), 199, "EUR")], content.Prices);

        await server.Client.EnrolAsync("pear", 4);
        await WithdrawAsync(server, "apple");
        var second = await server.Client.PublishAsync();
        var same = await server.Client.PublishAsync();

        Assert.Equal(("Published", 2, 1), (second.Text("stage"), second.GetProperty("version").GetInt32(), second.GetProperty("base").GetInt32()));
        Assert.Equal(("Unchanged", 2), (same.Text("stage"), same.GetProperty("version").GetInt32()));
        await kiosk.RefreshAsync();
        var delta = await kiosk.FetchAsync(ReleaseTargets.Delta("shop", 1));
        ReleasePackage.Apply(release, delta.Path, delta.Record, kiosk.File("2.release"));
        Assert.Equal(["milk", "pear"], ReleaseFile.Load(kiosk.File("2.release")).Content.Gallery.Products.Select(product => product.Sku.Value));
        Assert.False(Directory.Exists(Path.Combine(_data.Path, "publishing")));
    }

    [Fact]
    public async Task Releases_that_two_servers_are_asked_for_at_once_come_one_after_the_other()
    {
        var updates = TestUpdates.Create(_data.Path);
        var database = await fixture.NewDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        for (var round = 0; round < 3; round++)
        {
            await first.Client.EnrolAsync($"product-{round}", round);
            foreach (var answer in await Task.WhenAll(new[] { first, second }.Select(server => server.Client.PostAsync("/api/releases", null, Cancellation))))
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        var done = (await first.Client.UntilAsync("/api/releases",
            page => page.GetProperty("items").EnumerateArray().All(release => release.Text("stage") != "Waiting"))).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(6, done.Count);
        Assert.All(done, release => Assert.Contains(release.Text("stage"), new[] { "Published", "Unchanged" }));
        // One version never has two contents.
        Assert.All(done.GroupBy(release => release.GetProperty("version").GetInt32()), version => Assert.Single(version.Select(release => release.Text("contentHash")).Distinct()));
        using var kiosk = await TestKiosk.RefreshAsync(first, updates);
        Assert.Equal(3, (await kiosk.FetchAsync(ReleaseTargets.Snapshot("shop"))).Record.Products);
    }

    [Fact]
    public async Task Updates_are_for_everybody_cached_as_they_may_be_and_nothing_else_is_given_out()
    {
        TestUpdates.Create(_data.Path);
        await using var server = await StartAsync();
        await server.Client.EnrolAsync("apple", 1);
        await server.Client.PublishAsync();
        var target = "/tuf/targets/galleries/" + Path.GetFileName(Directory.GetFiles(Path.Combine(_data.Path, "tuf", "targets", "galleries"), "*.release").Single());

        using var timestamp = await server.Anonymous.GetAsync("/tuf/metadata/timestamp.json", Cancellation);
        using var fresh = await SendAsync("/tuf/metadata/timestamp.json", request => request.Headers.IfNoneMatch.Add(timestamp.Headers.ETag!));
        using var root = await server.Anonymous.GetAsync("/tuf/metadata/1.root.json", Cancellation);
        using var part = await SendAsync(target, request => request.Headers.Range = new RangeHeaderValue(10, 19));
        using var head = await SendAsync(target, request => request.Method = HttpMethod.Head);
        var whole = await server.Anonymous.GetByteArrayAsync(target, Cancellation);

        Assert.Equal(("public, no-cache", "application/json"), (timestamp.Headers.CacheControl!.ToString(), timestamp.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.NotModified, fresh.StatusCode);
        Assert.Contains("immutable", root.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[10..20], await part.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal((HttpStatusCode.OK, (long?)whole.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        // The next root is not there yet: whoever caches its absence would never see it.
        using var next = await server.Anonymous.GetAsync("/tuf/metadata/2.root.json", Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, "no-cache"), (next.StatusCode, next.Headers.CacheControl!.ToString()));
        foreach (var elsewhere in new[] { "/tuf/metadata/..%2Fstaged%2F.lock", "/tuf/targets/..%2F..%2Fadministrator.token", "/tuf/targets/%2e%2e/%2e%2e/keys/online.pem",
            "/tuf/metadata/", "/tuf/targets/galleries", "/tuf/targets//etc/passwd", "/tuf/metadata/a%00b", "/tuf/staged/.lock" })
        {
            using var answer = await SendAsync(elsewhere, _ => { });
            Assert.False(answer.IsSuccessStatusCode, elsewhere);
        }
        using var written = await server.Anonymous.PutAsync(target, new ByteArrayContent([1]), Cancellation);
        Assert.False(written.IsSuccessStatusCode);

        async Task<HttpResponseMessage> SendAsync(string address, Action<HttpRequestMessage> change)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get,
                new Uri(server.Anonymous.BaseAddress!.AbsoluteUri.TrimEnd('/') + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            change(request);
            return await server.Anonymous.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task What_is_due_is_signed_anew_before_kiosks_take_it_for_abandoned()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var options = Options.Create(new ServerOptions { Data = _data.Path, Database = await fixture.NewDatabaseAsync(), KeysPassphrase = TestUpdates.Passphrase });
        TestUpdates.Create(_data.Path, clock);
        using var updates = new UpdateRepository(options, clock);
        using var renewal = new RepositoryRenewal(updates, new DatabaseTurn(options), options, clock, NullLogger<RepositoryRenewal>.Instance);

        await renewal.RenewAsync(Cancellation);
        var early = Timestamp();
        clock.Advance(TimeSpan.FromDays(2));
        await renewal.RenewAsync(Cancellation);
        var late = Timestamp();

        Assert.Equal((1, 2), (early.Version, late.Version));
        Assert.True(late.Expires > clock.GetUtcNow() + TimeSpan.FromDays(2));

        RoleStatus Timestamp() => updates.Open().Status().Single(role => role.Role == RoleNames.Timestamp);
    }

    private async Task<RunningServer> StartAsync(string? database = null) =>
        await RunningServer.StartAsync(_data.Path, database ?? await fixture.NewDatabaseAsync(), $"Model={fixture.Model}", TestUpdates.Setting);

    private static async Task WithdrawAsync(RunningServer server, string sku)
    {
        using var withdrawn = await server.Client.DeleteAsync($"/api/products/{sku}/approval", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
    }}
