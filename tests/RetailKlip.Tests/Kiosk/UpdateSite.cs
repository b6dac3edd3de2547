using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Tests.Core;
using RetailKlip.Tests.Tuf;
using RetailKlip.Tests.Vision;
using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>
/// A repository that publishes release after release of a gallery, large enough that a delta is worth it, on a web server that answers as a test wants it
/// to. It remembers what it published, so that whatever a kiosk has can be told true from false.
/// </summary>
internal sealed class UpdateSite : IDisposable
{
    public const string Gallery = "store-12";

    private const int Products = 24, EntriesPerProduct = 4, PictureBytes = 20_000;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<long, ReleaseHeader> _published = [];
    private readonly Uri _address;
    private int[] _seeds = [.. Enumerable.Range(0, Products)];
    private int[] _seedsBefore = [];
    private ModelPackage _encoder;

    public UpdateSite(SimulatorServer server)
    {
        _address = server.Serve(AnswerAsync);
        _encoder = TinyEncoder.Write(_folder.File("tiny"));
    }

    /// <summary>Answers a request in the repository's place: its path, what the repository would say (null where it has nothing), and whether it was answered.</summary>
    public Func<HttpContext, string, byte[]?, Task<bool>>? Instead { get; set; }

    public TestRepository Repository { get; } = new(TimeProvider.System.GetUtcNow());

    public long Newest { get; private set; }

    public EncoderId EncoderId => _encoder.EncoderId;

    public string Fingerprint => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Repository.Answer("metadata/1.root.json")!));

    /// <summary>Of the newest whole release, as it travels, in bytes.</summary>
    public long PackageLength => Repository.Repository.TargetsOf("galleries")[ReleaseTargets.Snapshot(Gallery)].Length;

    /// <summary>Of a kiosk that follows, with the smallest encoder and one picture of an empty tray.</summary>
    public string[] Settings
    {
        get
        {
            var (camera, root) = (Directory.CreateDirectory(_folder.File("camera")).FullName, _folder.File("root.json"));
            if (!System.IO.File.Exists(root))
            {
                System.IO.File.WriteAllBytes(Path.Combine(camera, "tray.png"), new TrayScene([], seed: 1, 640, 360).RenderEmpty().EncodePng());
                System.IO.File.WriteAllBytes(root, Repository.Repository.RootFile());
            }
            return [
                $"Model={TinyShop.Model(_folder.File("tiny"))}", $"Gallery={TinyShop.Gallery(_folder.File("own.gallery"))}", $"Camera={camera}",
                $"Sync:Metadata={_address}metadata/", $"Sync:Targets={_address}targets/", $"Sync:Gallery={Gallery}", $"Sync:Root={root}",
                "Sync:Interval=00:00:00.1", "Sync:RetryDelay=00:00:00.05", "Sync:LongestDelay=00:00:00.2",
            ];
        }
    }

    /// <summary>Publishes the next release.</summary>
    /// <param name="changed">Products of which everything is new.</param>
    /// <param name="delta">Whether there is a delta from the one before.</param>
    public void Publish(int changed, bool delta = true)
    {
        _seedsBefore = [.. _seeds];
        for (var i = 0; i < changed; i++)
            _seeds[(Newest + i) % Products] += 1000;
        Add(delta);
    }

    /// <summary>Takes the newest release back: the content before it is published under a newer version.</summary>
    public void TakeBack()
    {
        (_seeds, _seedsBefore) = ([.. _seedsBefore], [.. _seeds]);
        Add(delta: false);
    }

    /// <summary>Publishes another encoder, and a release for it.</summary>
    public void PublishEncoder(int seed)
    {
        _encoder = TinyEncoder.Write(_folder.File($"encoder-{seed}"), TinyEncoder.Onnx(seed: seed));
        PublishPackage();
        Publish(1, delta: false);
    }

    /// <summary>Publishes the package of the newest encoder.</summary>
    /// <param name="damage">What is done to its files, from their names in a package, before they are signed; null for nothing.</param>
    public void PublishPackage(Func<string, byte[], byte[]>? damage = null)
    {
        Assert.True(Repository.Repository.Publish("models",
        [
            Target("onnx", ModelPackage.EncoderFile),
            Target("json", ModelPackage.ManifestFile),
        ], [], [.. Repository.Holders, Repository.Server]));

        NewTarget Target(string extension, string name)
        {
            var file = Path.Combine(_encoder.Folder, name);
            if (damage is not null)
                System.IO.File.WriteAllBytes(file = _folder.File(name), damage(name, System.IO.File.ReadAllBytes(Path.Combine(_encoder.Folder, name))));
            return new NewTarget($"models/{_encoder.EncoderId}.{extension}", file);
        }
    }

    /// <summary>A release of another encoder, whose package is not published yet.</summary>
    public void PublishFor(int seed)
    {
        _encoder = TinyEncoder.Write(_folder.File($"encoder-{seed}"), TinyEncoder.Onnx(seed: seed));
        Publish(1, delta: false);
    }

    /// <summary>Fails where a file is no release that was published.</summary>
    public ReleaseHeader AssertTrue(string file)
    {
        var header = ReleaseFile.Load(file).Header;
        Assert.Equal(_published[header.Version], header);
        return header;
    }

    /// <summary>Answers with all of a file, or the part that is asked for.</summary>
    public static async Task SendAsync(HttpContext context, byte[] body, Func<ReadOnlyMemory<byte>, Task>? write = null)
    {
        var from = context.Request.Headers.Range is [{ } range] ? (int)RangeHeaderValue.Parse(range).Ranges.Single().From! : 0;
        if (from >= body.Length)
            from = 0;
        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{body.Length - 1}/{body.Length}";
        }
        context.Response.ContentLength = body.Length - from;
        if (write is null)
            await context.Response.Body.WriteAsync(body.AsMemory(from), context.RequestAborted);
        else
            await write(body.AsMemory(from));
    }

    public void Dispose()
    {
        Repository.Dispose();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        path = Uri.UnescapeDataString(path);
        var body = Repository.Answer(path);
        try
        {
            if (Instead is { } instead && await instead(context, path, body))
                return;
            if (body is null)
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await SendAsync(context, body);
        }
        catch (OperationCanceledException)
        {
            // Who asked was killed, or hung up.
        }
    }

    private void Add(bool delta)
    {
        var (before, version) = (_folder.File($"{Newest}.release"), Newest + 1);
        var (release, package) = (_folder.File($"{version}.release"), _folder.File("package"));
        var products = _seeds.Select((seed, i) => new Product(Sku.Parse(Text($"p{i}")), Text($"Product {seed}"), Thumbnail: Picture(seed)));
        var content = new ReleaseContent(
            new Gallery(version, _encoder.EncoderId, TinyEncoder.Dimension, products, _seeds.SelectMany((seed, i) => Entries(seed, i))), []);
        _published[version] = ReleaseFile.Write(release, Gallery, content, EmbeddingFormat.Float16);
        var targets = new List<NewTarget> { new(ReleaseTargets.Snapshot(Gallery), package, ReleasePackage.Pack(release, package).ToJson()) };
        if (delta)
            targets.Add(new NewTarget(
                ReleaseTargets.Delta(Gallery, Newest), _folder.File("delta"), ReleasePackage.PackDelta(before, release, _folder.File("delta")).ToJson()));
        Newest = version;
        Assert.True(Repository.Repository.Publish("galleries", targets, [], [Repository.Server]));
    }

    private IEnumerable<GalleryEntry> Entries(int seed, int product)
    {
        var random = new Random(seed);
        for (var i = 0; i < EntriesPerProduct; i++)
            yield return new GalleryEntry(product * EntriesPerProduct + i + 1, Sku.Parse(Text($"p{product}")),
                Samples.RandomEmbedding(random, TinyEncoder.Dimension, _encoder.EncoderId), "made up");
    }

    // Something that does not compress.
    private static byte[] Picture(int seed)
    {
        var bytes = new byte[PictureBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
