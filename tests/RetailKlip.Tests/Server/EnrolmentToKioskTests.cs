using System.Diagnostics;
using System.Text.Json;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Tests.Cli;
using RetailKlip.Tests.Core;
using RetailKlip.Tests.Kiosk;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Server;

/// <summary>Server and kiosk as processes of their own, both with the bundled encoder, keys and repository made as the server's README says.</summary>
public sealed class EnrolmentToKioskTests : IDisposable
{
    private const string Passphrase = "correct horse battery";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_product_that_is_enrolled_by_pictures_is_named_by_the_running_kiosk()
    {
        var fingerprint = MakeRepository(_folder.File("server"));
        using var server = await ServerProcess.StartAsync(_folder.File("server"), "", $"KeysPassphrase={Passphrase}");
        await EnrolAsync(server, "jam-1");
        Assert.Equal(1, (await PublishAsync(server)).GetProperty("version").GetInt32());

        // The tray is clear for some seconds, which a busy machine sees too, then the product that nobody has enrolled lies there, over and over.
        var video = _folder.File("tray.avi");
        Recording.WriteScene(video, new TrayScene([new PlacedItem(DemoCatalogue.Find(Sku.Parse("cereal-1")), new Pose(PoseSide.Front, 0, 6, 0, 0))], seed: 3), seconds: 5, emptySeconds: 6);
        using var kiosk = await KioskProcess.StartAsync(_folder.File("kiosk"), $"Camera={video}", $"Gallery={TinyGallery()}",
            $"Sync:Metadata={server.Client.BaseAddress}tuf/metadata/", $"Sync:Targets={server.Client.BaseAddress}tuf/targets/", "Sync:Gallery=shop",
            $"Sync:Fingerprint={fingerprint}", "Sync:Interval=00:00:01");
        await UntilAsync(kiosk, "/health/ready", ready => ready.ToString().Contains("release 1 of shop", StringComparison.Ordinal));
        var unnamed = await UntilAsync(kiosk, "/api/basket", basket => basket.GetProperty("questions").GetArrayLength() > 0);
        Assert.Empty(unnamed.GetProperty("lines").EnumerateArray());

        var clock = Stopwatch.StartNew();
        await EnrolAsync(server, "cereal-1");
        var embedded = clock.Elapsed;
        var release = await PublishAsync(server);
        var published = clock.Elapsed;
        await UntilAsync(kiosk, "/api/basket", basket => basket.GetProperty("lines").EnumerateArray().Any(line => line.Text("sku") == "cereal-1"));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"embedded and approved after {embedded.TotalSeconds:F1} s, published after {published.TotalSeconds:F1} s, named by the kiosk after {clock.Elapsed.TotalSeconds:F1} s");
        Assert.Equal((2, 1), (release.GetProperty("version").GetInt32(), release.GetProperty("base").GetInt32()));
        Assert.Equal("Product cereal-1", (await kiosk.GetAsync("/api/basket")).GetProperty("lines")[0].Text("name"));
    }

    /// <returns>The fingerprint that kiosks are registered with.</returns>
    private string MakeRepository(string data)
    {
        var passphrase = new Dictionary<string, string> { ["KLIP_PASSPHRASE"] = Passphrase };
        var keys = Directory.CreateDirectory(Path.Combine(data, "keys")).FullName;
        string offline = _folder.File("offline.pem"), online = Path.Combine(keys, "online.pem");
        foreach (var key in new[] { offline, online })
            Assert.Equal(0, Klip.Run(passphrase, "keys", "generate", key).ExitCode);
        var made = Klip.Run(passphrase, "keys", "init", "--repository", Path.Combine(data, "tuf"), "--offline", offline, "--online", online);
        Assert.True(made.ExitCode == 0, made.Error);
        return made.Output.Split(' ')[0];
    }

    // Of something that is not on the tray, so that the kiosk has a gallery to start with.
    private string TinyGallery()
    {
        var path = _folder.File("own.gallery");
        var package = ModelPackage.Open(Path.Combine(Shared.Checkout, "models", "retailklip-s"));
        var nothing = Samples.RandomEmbedding(new Random(1), package.Manifest.Dimension, package.EncoderId);
        GalleryFile.Write(path, new Gallery(1, package.EncoderId, package.Manifest.Dimension, [new Product(Sku.Parse("nothing"), "Nothing")],
            [new GalleryEntry(1, Sku.Parse("nothing"), nothing, "made up")]));
        return path;
    }

    private static async Task EnrolAsync(ServerProcess server, string sku)
    {
        var renderer = new ProductRenderer();
        await server.Client.AddProductAsync(sku, $"Product {sku}");
        for (var seed = 1; seed <= 4; seed++)
            await server.Client.AddPictureAsync(sku, renderer.Render(DemoCatalogue.Find(Sku.Parse(sku)), seed).EncodeJpeg());
        await server.Client.EmbeddedAsync(sku);
        using var approved = await server.Client.PutAsync($"/api/products/{sku}/approval", null, Cancellation);
        Assert.True(approved.IsSuccessStatusCode, await approved.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<JsonElement> PublishAsync(ServerProcess server)
    {
        using var accepted = await server.Client.PostAsync("/api/releases", null, Cancellation);
        var release = await server.Client.UntilAsync(accepted.Headers.Location!.ToString(), answer => answer.Text("stage") != "Waiting");
        Assert.Equal("Published", release.Text("stage"));
        return release;
    }

    private static Task<JsonElement> UntilAsync(KioskProcess kiosk, string address, Predicate<JsonElement> wanted) => kiosk.Client.UntilAsync(address, wanted);
}
