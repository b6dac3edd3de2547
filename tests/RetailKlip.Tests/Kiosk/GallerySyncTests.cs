using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Scenes;
using RetailKlip.Tests.Core;
using RetailKlip.Tests.Tuf;
using RetailKlip.Tests.Vision;
using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A kiosk that follows a real update repository on a web server of this machine.</summary>
public sealed class GallerySyncTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    private const string Name = "store-12";

    private readonly TemporaryFolder _folder = new();
    private readonly TestRepository _repository = new(TimeProvider.System.GetUtcNow());
    private readonly ConcurrentQueue<string> _asked = [];
    private Func<HttpContext, bool>? _fault;

    private string Data => _folder.File("data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _repository.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_product_that_is_released_is_named_without_a_restart_and_not_inside_a_session()
    {
        Publish(1, Entries(1, "one", "two"));
        var video = _folder.File("tray.avi");
        Recording.WriteScene(video, TrayScene.Random(DemoCatalogue.Products, 1, seed: 5), seconds: 3);
        await using var kiosk = await StartAsync(video);
        await RunsAsync(kiosk, 1);
        var feed = kiosk.Services.GetRequiredService<TrayFeed>();
        var named = new Dictionary<Guid, HashSet<string>>();
        var (version, tray) = (-1L, SeenTray.None);

        // Somebody enrols the item that lies on the tray.
        while (!tray.Items.Any(item => item.IsSettled))
            await NextAsync();
        var (published, item) = (Stopwatch.StartNew(), tray.Items.First(item => item.IsSettled));
        Publish(2, [.. Entries(1, "one", "two"), new GalleryEntry(9, Sku.Parse("new"), item.Evidence, "in front of the camera")]);
        while (!named.Values.Any(names => names.Contains("new")))
            await NextAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"named {published.Elapsed.TotalSeconds:F1} s after it was released");
        await RunsAsync(kiosk, 2);
        Assert.Contains(_asked, path => path.EndsWith($"{Name}.1.delta", StringComparison.Ordinal));
        // What lay there meanwhile was not named anew: its session was not over.
        Assert.DoesNotContain("new", named[item.Id]);

        async Task NextAsync()
        {
            (version, tray) = await feed.Trays.NextAsync(version, Cancellation);
            foreach (var seen in tray.Items.Where(seen => seen.IsSettled))
                (named.TryGetValue(seen.Id, out var names) ? names : named[seen.Id] = []).Add(seen.Decision.Product?.Sku.Value ?? "");
        }
    }

    [Fact]
    public async Task A_refused_release_changes_nothing_but_health_and_the_next_one_is_taken()
    {
        Publish(1, Entries(1, "one"));
        await using var kiosk = await StartAsync();
        await RunsAsync(kiosk, 1);

        // Signed, but of something else than its record says.
        var release = Write(2, Entries(2, "one", "two"));
        var record = ReleasePackage.Pack(release, _folder.File("package")) with { ContentHash = new string('0', 64) };
        _repository.Repository.Publish("galleries", [Snapshot(record)], [], [_repository.Server]);

        var (_, reason) = await SyncAsync(kiosk, "degraded");
        Assert.Contains("release 1 of store-12 is in use", reason);
        Assert.Contains("its content hash is another one than was signed", reason);
        await kiosk.HealthOfAsync("camera", "healthy");
        Assert.Equal(HttpStatusCode.OK, await kiosk.StatusAsync("/health/ready"));

        Publish(3, Entries(3, "one", "three"));
        await RunsAsync(kiosk, 3);
        await SyncAsync(kiosk, "healthy");

        // An older one is no release any more, whoever signs it.
        Publish(2, Entries(2, "one", "two"));
        Assert.Contains("older than 3", (await SyncAsync(kiosk, "degraded")).Reason);
        Assert.NotNull(kiosk.Services.GetRequiredService<TrayFeed>().Gallery!.Find(Sku.Parse("three")));
    }

    [Fact]
    public async Task After_a_restart_the_kept_release_is_there_without_a_server_and_a_damaged_one_gives_way_to_the_one_before()
    {
        Publish(1, Entries(1, "one"));
        await using (var first = await StartAsync())
        {
            await RunsAsync(first, 1);
            Publish(2, Entries(2, "one", "two"));
            await RunsAsync(first, 2);
            await SyncAsync(first, "healthy");
        }
        _fault = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return true;
        };
        await using (var second = await StartAsync())
        {
            await RunsAsync(second, 2);
            var (_, reason) = await SyncAsync(second, "degraded", "503");
            Assert.Contains("release 2 of store-12 is in use since", reason);
        }
        var current = Path.Combine(Data, "releases", Name, "2.release");
        await File.WriteAllTextAsync(current, "not a release", Cancellation);

        await using var third = await StartAsync();
        await RunsAsync(third, 1);
        Assert.Contains("2.release", (await third.HealthOfAsync("gallery", "degraded")).Reason);
        _fault = null;
        await RunsAsync(third, 2);
    }

    [Fact]
    public async Task A_server_that_asks_to_be_left_alone_is_left_alone()
    {
        Publish(1, Entries(1, "one"));
        var asked = new ConcurrentQueue<TimeSpan>();
        var clock = Stopwatch.StartNew();
        _fault = context =>
        {
            asked.Enqueue(clock.Elapsed);
            if (asked.Count > 2)
                return false;
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "2";
            return true;
        };
        await using var kiosk = await StartAsync();
        await RunsAsync(kiosk, 1);

        var times = asked.ToArray();
        Assert.All(times.Take(3).Zip(times.Skip(1).Take(2)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromSeconds(1.9), TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_gallery_of_another_encoder_waits_for_its_package_and_both_are_swapped_together()
    {
        Publish(1, Entries(1, "one"));
        await using var kiosk = await StartAsync();
        await RunsAsync(kiosk, 1);
        var other = TinyEncoder.Write(_folder.File("other-model"), TinyEncoder.Onnx(seed: 2));
        Publish(2, Entries(2, other.EncoderId, "one", "two"), other.EncoderId);

        var (_, reason) = await SyncAsync(kiosk, "degraded");
        Assert.Contains($"held until the package of its encoder {other.EncoderId.Short} is there", reason);
        Assert.Equal(1, kiosk.Services.GetRequiredService<ReleaseSwap>().Running.Value!.Version);

        _repository.Repository.Publish("models",
        [
            new NewTarget($"models/{other.EncoderId}.onnx", other.EncoderPath),
            new NewTarget($"models/{other.EncoderId}.json", Path.Combine(other.Folder, ModelPackage.ManifestFile)),
        ], [], [.. _repository.Holders, _repository.Server]);
        await RunsAsync(kiosk, 2);
        Assert.Equal(other.EncoderId, kiosk.Services.GetRequiredService<ReleaseSwap>().Package!.EncoderId);
        Assert.Contains(other.EncoderId.Short, (await kiosk.HealthOfAsync("encoder", "healthy")).Reason);
    }

    [Fact]
    public void Nothing_is_swapped_while_somebody_shops()
    {
        using var shop = new Shop(Data);
        Assert.True(shop.Checkout.BetweenSessions(() => { }));
        shop.Clear();
        Assert.True(shop.Checkout.BetweenSessions(() => { }));

        var item = shop.Put(Shop.Item(0, 0));
        Assert.False(shop.Checkout.BetweenSessions(() => Assert.Fail("A session is open.")));
        shop.Take(item);
        Assert.True(shop.Checkout.BetweenSessions(() => { }));

        shop.Put(Shop.Item(0, 0, DecisionKind.Unknown));
        Assert.False(shop.Checkout.BetweenSessions(() => Assert.Fail("An item waits for its name.")));
        shop.Put(Shop.Item(1, 1));
        shop.Checkout.LeaveOut(shop.View.Questions[0].Item);
        shop.Checkout.Finish();
        Assert.Equal(CheckoutPhase.Finished, shop.View.Phase);
        Assert.True(shop.Checkout.BetweenSessions(() => { }));
    }

    private async Task<RunningKiosk> StartAsync(string? camera = null)
    {
        if (camera is null)
        {
            camera = Directory.CreateDirectory(_folder.File("pictures")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(camera, "tray.png"), new TrayScene([], seed: 1, 640, 360).RenderEmpty().EncodePng(), Cancellation);
        }
        var root = _folder.File("root.json");
        await File.WriteAllBytesAsync(root, _repository.Repository.RootFile(), Cancellation);
        var site = server.Serve(async (context, path) =>
        {
            _asked.Enqueue(Uri.UnescapeDataString(path));
            if (_fault?.Invoke(context) == true)
                return;
            if (_repository.Answer(path) is { } body)
                await context.Response.Body.WriteAsync(body);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        return await RunningKiosk.StartAsync(Data, $"Model={TinyShop.Model(_folder.File("tiny"))}", $"Gallery={TinyShop.Gallery(_folder.File("own.gallery"))}",
            $"Camera={camera}", $"Sync:Metadata={site}metadata/", $"Sync:Targets={site}targets/", $"Sync:Gallery={Name}", $"Sync:Root={root}",
            "Sync:Interval=00:00:00.2", "Sync:RetryDelay=00:00:00.1", "Sync:LongestDelay=00:00:03");
    }

    private static async Task RunsAsync(RunningKiosk kiosk, long version)
    {
        var running = kiosk.Services.GetRequiredService<ReleaseSwap>().Running;
        var seen = running.Current;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            while (seen.Value?.Version != version)
                seen = await running.NextAsync(seen.Version, patience.Token);
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            Assert.Fail($"release {seen.Value?.Version} still runs, not {version}: {await kiosk.GetAsync("/health/ready")}");
        }
        Assert.Equal(version, kiosk.Services.GetRequiredService<TrayFeed>().Gallery!.Version);
    }

    private static async Task<(string Status, string Reason)> SyncAsync(RunningKiosk kiosk, string status, string reason = "")
    {
        while (true)
        {
            var sync = await kiosk.HealthOfAsync("sync", status);
            if (sync.Reason.Contains(reason, StringComparison.Ordinal) && !sync.Reason.Contains("was not asked yet", StringComparison.Ordinal))
                return sync;
            await Task.Delay(50, Cancellation);
        }
    }

    // The newest release whole, and a delta to it from the one that was published before.
    private void Publish(long version, IReadOnlyList<GalleryEntry> entries, EncoderId? encoder = null)
    {
        var release = Write(version, entries, encoder);
        var record = ReleasePackage.Pack(release, _folder.File("package"));
        var targets = new List<NewTarget> { Snapshot(record) };
        var before = _folder.File($"{version - 1}.release");
        if (encoder is null && File.Exists(before))
        {
            var delta = ReleasePackage.PackDelta(before, release, _folder.File("delta"));
            // A tiny gallery's whole release is hardly longer; only the way matters here.
            targets.Add(new NewTarget(ReleaseTargets.Delta(Name, version - 1), _folder.File("delta"), delta.ToJson()));
        }
        Assert.True(_repository.Repository.Publish("galleries", targets, [], [_repository.Server]));
    }

    private NewTarget Snapshot(ReleaseRecord record) => new(ReleaseTargets.Snapshot(Name), _folder.File("package"), record.ToJson());

    private string Write(long version, IReadOnlyList<GalleryEntry> entries, EncoderId? encoder = null)
    {
        var path = _folder.File($"{version}.release");
        var products = entries.Select(entry => entry.Sku).Distinct().Select(sku => new Product(sku, $"Product {sku}", Thumbnail: Picture(sku)));
        var gallery = new Gallery(version, encoder ?? Encoder(), TinyEncoder.Dimension, products, entries);
        ReleaseFile.Write(path, Name, new ReleaseContent(gallery, []), EmbeddingFormat.Float16);
        return path;
    }

    // Something that does not compress, so that a delta is worth it.
    private static byte[] Picture(Sku sku)
    {
        var bytes = new byte[20_000];
        new Random(sku.Value.Sum(letter => letter)).NextBytes(bytes);
        return bytes;
    }

    private EncoderId Encoder() => ModelPackage.Open(TinyShop.Model(_folder.File("tiny"))).EncoderId;

    private GalleryEntry[] Entries(int seed, params string[] skus) => Entries(seed, Encoder(), skus);

    private static GalleryEntry[] Entries(int seed, EncoderId encoder, params string[] skus)
    {
        var random = new Random(seed);
        return [.. skus.Select((sku, i) => new GalleryEntry(
            i + 1, Sku.Parse(sku), Samples.RandomEmbedding(random, TinyEncoder.Dimension, encoder), "made up"))];
    }
}
