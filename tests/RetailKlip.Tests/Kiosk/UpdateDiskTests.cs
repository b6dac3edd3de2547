using System.Globalization;
using Microsoft.AspNetCore.Http;
using RetailKlip.Tests.Server;
using RetailKlip.Tests.Tuf;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A kiosk whose disk is full before, during and after a download: the release in use stays in use and whole on the shelf, health says why, and
/// the update goes on by itself once there is room.</summary>
public sealed class UpdateDiskTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    // Of the new timestamp, snapshot and list of releases, in whole pages.
    private const int MetadataBytes = 40_000;

    private readonly TemporaryFolder _folder = new();
    private readonly UpdateSite _site = new(server);

    public void Dispose()
    {
        _site.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_stops_the_update_and_nothing_else()
    {
        using var disk = SmallDisk.TryMount(megabytes: 16);
        Assert.SkipWhen(disk is null, "needs the right to mount a file system");
        _site.Publish(1, delta: false);
        using (var kiosk = await KioskProcess.StartAsync(disk.Path, _site.Settings))
        {
            await FollowAsync(kiosk, disk.Path, free => disk.Fill(free == 0 ? 0 : free + MetadataBytes), disk.Free);
            disk.Fill(0);
            await kiosk.KillAsync();
        }
        // And it starts where nothing can be written at all.
        using var started = await KioskProcess.StartAsync(disk.Path, _site.Settings);
        await RunsAsync(started, _site.Newest);
    }

    /// <summary>As above, without the right to mount: no file of the kiosk may grow.</summary>
    [Fact]
    public async Task Files_that_cannot_grow_stop_the_update_and_nothing_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are set as on Linux");
        _site.Publish(1, delta: false);
        using var kiosk = await KioskProcess.StartLimitedAsync(_folder.File("data"), _site.Settings);
        await FollowAsync(kiosk, _folder.File("data"), longest => SmallDisk.Limit(kiosk.Id, longest), () => SmallDisk.Limit(kiosk.Id, null));
    }

    private async Task FollowAsync(KioskProcess kiosk, string data, Action<long> fill, Action free)
    {
        await RunsAsync(kiosk, 1);
        // No room for anything; for half of the package; for the package, but not for what it unpacks to.
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            var before = _site.Newest;
            _site.Instead = (context, _, _) =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.FromResult(true);
            };
            _site.Publish(20, delta: false);
            fill((long)(share * _site.PackageLength));
            _site.Instead = null;
            var ready = await kiosk.Client.UntilAsync("/health/ready", answer =>
                Part(answer, "sync").Text("status") == "degraded" && !Part(answer, "sync").Text("reason").Contains("503", StringComparison.Ordinal));
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"release {before} of {UpdateSite.Gallery}"), Part(ready, "gallery").Text("reason"));
            Assert.Equal("healthy", Part(ready, "gallery").Text("status"));
            Campaign.Say(Part(ready, "sync").Text("reason"));
            AssertShelf(data);

            free();
            await RunsAsync(kiosk, _site.Newest);
            AssertShelf(data);
        }
    }

    private void AssertShelf(string data)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(data, "releases", UpdateSite.Gallery), "*.release"))
            _site.AssertTrue(file);
    }

    private static System.Text.Json.JsonElement Part(System.Text.Json.JsonElement ready, string part) => ready.GetProperty("parts").GetProperty(part);

    private static async Task RunsAsync(KioskProcess kiosk, long version)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"release {version} of {UpdateSite.Gallery}");
        await kiosk.Client.UntilAsync("/health/ready", ready => Part(ready, "gallery").Text("reason").Contains(wanted, StringComparison.Ordinal));
    }
}
