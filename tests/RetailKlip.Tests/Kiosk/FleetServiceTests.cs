using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Scenes;
using RetailKlip.Tests.Server;
using RetailKlip.Tests.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A real kiosk of the fleet of a real server: it says how it is, and runs what it is told where that is signed and not older.</summary>
public sealed class FleetServiceTests : IAsyncLifetime
{
    private const string Often = "00:00:00.3", Hardly = "01:00:00";

    private readonly TemporaryFolder _folder = new();
    private TestUpdates? _updates;
    private RunningServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningServer Server => _server!;

    private string Data => _folder.File("kiosk");

    public async ValueTask InitializeAsync()
    {
        TinyEncoder.Write(_folder.File("tiny"));
        _updates = TestUpdates.Create(_folder.File("server"));
        _server = await RunningServer.StartAsync(_folder.File("server"), "", $"Model={_folder.File("tiny")}", TestUpdates.Setting);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_registered_kiosk_holds_what_it_runs_until_it_is_told_and_follows_what_it_is_told()
    {
        using var canary = await FleetMember.RegisterAsync(Server, "south");
        await PublishAsync("apple", 1);
        var id = await ProvisionAsync();
        await using var kiosk = await StartAsync(Often);
        await RunsAsync(kiosk, 1);
        Assert.Contains($"{id}", (await kiosk.HealthOfAsync("fleet", "healthy")).Reason);

        var second = await PublishAsync("pear", 2, new { canaryKiosks = new[] { canary.Id } });
        using var asked = await Server.Client.PostAsJsonAsync($"/api/v1/kiosks/{id}/commands", new { kind = "selfTest" }, Cancellation);
        var done = await Server.Client.UntilAsync($"/api/v1/kiosks/{id}/commands", page => page.GetProperty("items")[0].GetProperty("done").ValueKind != JsonValueKind.Null);
        Assert.Contains("camera", done.GetProperty("items")[0].Text("detail"));
        // It has spoken since, looked, and would have found version 2 in what is signed.
        Assert.Equal(1, kiosk.Services.GetRequiredService<ReleaseSwap>().Running.Value!.Version);
        var seen = await Server.GetAsync($"/api/v1/kiosks/{id}");
        Assert.Equal(("shop", 1, 1), (seen.Text("gallery"), seen.GetProperty("release").GetInt32(), seen.GetProperty("assigned").GetInt32()));
        var report = seen.GetProperty("report");
        Assert.Equal(("Cpu", 64), (report.Text("provider"), report.Text("encoderId").Length));

        foreach (var stage in new[] { "Part", "All" })
            using (var advanced = await Server.Client.PostAsync($"/api/releases/{second}/advance", null, Cancellation))
                Assert.Equal(stage, (await advanced.JsonAsync()).Text("stage"));
        await RunsAsync(kiosk, 2);
        using var back = await Server.Client.PostAsync($"/api/releases/{second}/rollback", null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, back.StatusCode);
        await RunsAsync(kiosk, 3);
        Assert.Null(kiosk.Services.GetRequiredService<TrayFeed>().Gallery!.Find(Sku.Parse("pear")));

        // Revoked, it sells on with what it has.
        using var revoked = await Server.Client.PostAsync($"/api/v1/kiosks/{id}/revoke", null, Cancellation);
        Assert.Contains("klip provision", (await kiosk.HealthOfAsync("fleet", "degraded")).Reason);
        await kiosk.HealthOfAsync("camera", "healthy");
        Assert.Equal(HttpStatusCode.OK, await kiosk.StatusAsync("/health/ready"));
    }

    [Fact]
    public async Task What_is_assigned_and_not_signed_or_older_is_refused()
    {
        await PublishAsync("apple", 1);
        await PublishAsync("pear", 2);
        await ProvisionAsync();
        await using var kiosk = await StartAsync(Hardly);
        await RunsAsync(kiosk, 2);
        await kiosk.HealthOfAsync("fleet", "healthy");
        var orders = kiosk.Services.GetRequiredService<FleetOrders>();

        orders.Assigned.Publish(new ReleaseAssignment("shop", 9));
        await UntilAsync(kiosk, "sync", "degraded", "shop.9.release is refused (the repository does not list it)");
        // It is signed, and kept for those who still run it.
        orders.Assigned.Publish(new ReleaseAssignment("shop", 1));
        await UntilAsync(kiosk, "sync", "degraded", "older than 2, which was trusted already");
        orders.Assigned.Publish(new ReleaseAssignment("other", 7));
        await UntilAsync(kiosk, "sync", "healthy", "assigns no version yet");

        Assert.Equal(2, kiosk.Services.GetRequiredService<ReleaseSwap>().Running.Value!.Version);
        orders.Assigned.Publish(new ReleaseAssignment("shop", 2));
        await UntilAsync(kiosk, "sync", "healthy", "release 2 of shop");
    }

    [Fact]
    public async Task A_kiosk_that_never_heard_the_server_sells_with_its_own_and_one_that_was_killed_tells_it()
    {
        await PublishAsync("apple", 1);
        var id = await ProvisionAsync(server: "http://127.0.0.1:1/");
        await using (var lonely = await StartAsync(Often))
        {
            await UntilAsync(lonely, "fleet", "degraded", "127.0.0.1:1");
            await UntilAsync(lonely, "sync", "healthy", "assigns no version yet");
            Assert.Null(lonely.Services.GetRequiredService<ReleaseSwap>().Running.Value);
            Assert.Equal(HttpStatusCode.OK, await lonely.StatusAsync("/health/ready"));
        }
        Assert.False(File.Exists(Path.Combine(Data, "fleet", "running")));
        // As a kill leaves it.
        await File.WriteAllTextAsync(Path.Combine(Data, "fleet", "running"), "", Cancellation);
        var files = new FleetFiles(Data);
        files.Write(files.Identity()! with { Server = Server.Anonymous.BaseAddress! });
        await using var kiosk = await StartAsync(Often);
        await RunsAsync(kiosk, 1);
        var seen = await Server.GetAsync($"/api/v1/kiosks/{id}");
        Assert.Equal(1, seen.GetProperty("report").GetProperty("crashes").GetInt32());
    }

    private async Task<long> PublishAsync(string sku, int seed, object? plan = null)
    {
        await Server.Client.EnrolAsync(sku, seed);
        using var accepted = await Server.Client.PostAsync("/api/releases", plan is null ? null : JsonContent.Create(plan), Cancellation);
        var release = await Server.Client.UntilAsync(accepted.Headers.Location!.ToString(), one => one.Text("stage") != "Waiting");
        Assert.Equal("Published", release.Text("stage"));
        return release.GetProperty("id").GetInt64();
    }

    /// <summary>What klip provision does.</summary>
    private async Task<Guid> ProvisionAsync(string? server = null)
    {
        var code = RegistrationCode.Parse((await FleetMember.CodeAsync(Server)).Text);
        var files = new FleetFiles(Data);
        using var key = files.KeyAt(files.KeyPath);
        using var registered = await Server.Anonymous.PostAsJsonAsync("/api/v1/kiosks", new RegistrationRequest(code.Secret, KioskPublicKey.Of(key)), Cancellation);
        var answer = (await registered.Content.ReadFromJsonAsync(FleetJson.Default.RegistrationAnswer, Cancellation))!;
        files.Write(new KioskIdentity(answer.Kiosk, server is null ? code.Server : new Uri(server), answer.Audience, answer.Store, answer.RegisteredAt));
        return answer.Kiosk;
    }

    private async Task<RunningKiosk> StartAsync(string interval)
    {
        var camera = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(camera, "tray.png"), new TrayScene([], seed: 1, 640, 360).RenderEmpty().EncodePng(), Cancellation);
        var site = Server.Anonymous.BaseAddress;
        return await RunningKiosk.StartAsync(Data, $"Model={_folder.File("tiny")}", $"Gallery={TinyShop.Gallery(_folder.File("own.gallery"))}", $"Camera={camera}",
            $"Sync:Metadata={site}tuf/metadata/", $"Sync:Targets={site}tuf/targets/", "Sync:Gallery=shop", $"Sync:Fingerprint={_updates!.Fingerprint}",
            "Sync:Interval=00:00:00.3", "Sync:RetryDelay=00:00:00.1", "Sync:LongestDelay=00:00:01", $"Fleet:Interval={interval}", "Fleet:RetryDelay=00:00:00.1", "Fleet:LongestDelay=00:00:01");
    }

    private static async Task RunsAsync(RunningKiosk kiosk, long version)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var running = kiosk.Services.GetRequiredService<ReleaseSwap>().Running;
        for (var seen = running.Current; seen.Value?.Version != version;)
            seen = await running.NextAsync(seen.Version, patience.Token);
    }

    private static async Task UntilAsync(RunningKiosk kiosk, string part, string status, string reason)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            var found = await kiosk.HealthOfAsync(part, status);
            if (found.Reason.Contains(reason, StringComparison.Ordinal))
                return;
            Assert.False(patience.IsCancellationRequested, $"{part} is {found}");
            await Task.Delay(50, Cancellation);
        }
    }
}
