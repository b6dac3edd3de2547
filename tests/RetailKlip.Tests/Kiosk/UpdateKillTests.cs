using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Server;
using RetailKlip.Tests.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>
/// The kiosk's own process, killed (SIGKILL) at random moments of an update: while it asks, downloads, proves, applies, waits, swaps, notes, starts. The
/// invariant: every release on its shelf is one that was published, byte for byte by its content hash; the one to start with is the old one or the new
/// one and its encoder is whole; and the next start goes on to the newest.
/// </summary>
public sealed class UpdateKillTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly UpdateSite _site = new(server);
    private readonly Random _random = new(20261123);
    private readonly SortedDictionary<string, int> _tally = [];

    private string Data => _folder.File("data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _site.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Killed_at_any_moment_of_an_update_a_kiosk_has_the_old_release_or_the_new_one_and_goes_on()
    {
        _site.Publish(1, delta: false);
        var trusted = 0L;
        var kills = Campaign.Runs(3, 200);
        for (var kill = 0; kill < kills; kill++)
        {
            using var kiosk = await KioskProcess.StartAsync(Data, _site.Settings);
            if (kill > 0 && _random.Next(6) == 0)
            {
                // While it starts, or catches up.
                await Task.Delay(_random.Next(1500), Cancellation);
            }
            else
            {
                await RunsAsync(kiosk, _site.Newest);
                trusted = _site.Newest;
                var moment = NextMoment();
                PublishSomething(kill);
                await moment.WaitAsync(TimeSpan.FromMinutes(3), Cancellation);
                // From nothing to about as long as all that is left to do, every order of magnitude as often.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Pow(10, _random.NextDouble() * 2.7)), Cancellation);
            }
            await kiosk.KillAsync();
            _site.Instead = null;

            var phase = Phase();
            _tally[phase] = _tally.GetValueOrDefault(phase) + 1;
            AssertWhole(trusted);
        }

        foreach (var (phase, count) in _tally)
            Campaign.Say($"killed {phase}: {count}");
        using var last = await KioskProcess.StartAsync(Data, _site.Settings);
        await RunsAsync(last, _site.Newest);
    }

    private void PublishSomething(int kill)
    {
        switch (_random.Next(6))
        {
            case 0:
                _site.Publish(20, delta: false);
                break;
            case 1 when _site.Newest > 1:
                _site.TakeBack();
                break;
            case 2:
                _site.PublishEncoder(kill + 2);
                break;
            case 3:
                // Two steps at once.
                _site.Publish(2);
                _site.Publish(2);
                break;
            default:
                _site.Publish(4);
                break;
        }
    }

    // Completes with a request of the update that is coming, or in the midst of its answer.
    private Task NextMoment()
    {
        string[] files = ["timestamp.json", "snapshot.json", "galleries.json", ".release", ".delta", ".onnx"];
        var (file, sent) = (files[_random.Next(files.Length)], _random.NextDouble());
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTold = false;
        _site.Instead = async (context, path, body) =>
        {
            // What follows the first news, if the chosen file is not asked for at all.
            if (path.EndsWith("galleries.json", StringComparison.Ordinal))
                isTold = true;
            var isChosen = path.EndsWith(file, StringComparison.Ordinal);
            if (isTold && !isChosen && path.EndsWith("timestamp.json", StringComparison.Ordinal))
                reached.TrySetResult();
            if (body is null || !isChosen || file == "timestamp.json" && !isTold && _random.Next(2) == 0)
                return false;
            await UpdateSite.SendAsync(context, body, async rest =>
            {
                var until = (int)(sent * rest.Length);
                for (var at = 0; at < rest.Length; at += 16 * 1024)
                {
                    if (at + 16 * 1024 > until)
                        reached.TrySetResult();
                    await context.Response.Body.WriteAsync(rest.Slice(at, Math.Min(16 * 1024, rest.Length - at)), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(1, context.RequestAborted);
                }
            });
            reached.TrySetResult();
            return true;
        };
        return reached.Task;
    }

    private ReleaseShelf Shelf => new(Options.Create(new KioskOptions
    {
        Data = Data, Model = _site.Settings[0]["Model=".Length..], Sync = new SyncOptions { Gallery = UpdateSite.Gallery },
    }));

    private void AssertWhole(long trusted)
    {
        var shelf = Shelf;
        if (Directory.Exists(shelf.Folder))
            foreach (var file in Directory.GetFiles(shelf.Folder, "*.release"))
                Assert.Equal(Path.GetFileName(file), string.Create(CultureInfo.InvariantCulture, $"{_site.AssertTrue(file).Version}.release"));
        var start = shelf.Load(out var fault);
        Assert.Null(fault);
        if (trusted == 0)
            return;
        Assert.NotNull(start);
        Assert.InRange(start.Value.Header.Version, trusted, _site.Newest);
        Assert.Equal(start.Value.Header.EncoderId, start.Value.Package.EncoderId);
    }

    // What the kill interrupted, as the disk shows it.
    private string Phase()
    {
        var shelf = Shelf;
        var newest = shelf.PathOf(_site.Newest);
        return shelf.State().Current == _site.Newest ? "after the swap"
            : File.Exists(newest) ? "proved, before the swap was noted"
            : !Directory.Exists(shelf.Folder) ? "before the first download"
            : Directory.EnumerateFiles(shelf.Folder, "*.new*").Any() ? "while it unpacked or applied"
            : Directory.EnumerateFiles(shelf.Folder, "*.package").Any() ? "after the download"
            : Directory.EnumerateFiles(shelf.Folder, "*.partial").Any() ? "while it downloaded"
            : "before the download";
    }

    private static async Task RunsAsync(KioskProcess kiosk, long version)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"release {version} of {UpdateSite.Gallery}");
        await kiosk.Client.UntilAsync("/health/ready", ready =>
            ready.GetProperty("parts").GetProperty("gallery").GetProperty("reason").GetString()!.Contains(wanted, StringComparison.Ordinal));
    }
}
