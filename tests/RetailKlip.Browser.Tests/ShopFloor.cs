using System.Text.Json.Nodes;
using RetailKlip.Browser.Tests;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Tests;
using RetailKlip.Tests.Kiosk;

[assembly: AssemblyFixture(typeof(ShopFloor))]

namespace RetailKlip.Browser.Tests;

/// <summary>What the kiosks of these tests have in common: the demo's gallery, enrolled once, and a recorded tray.</summary>
public sealed class ShopFloor : IAsyncLifetime
{
    /// <summary>What lies on the recorded tray, printed sides up.</summary>
    private static readonly TrayScene Scene = new(
        [
            Place("cereal-1", 0, 6, -216, 8), Place("soda-1", 8, 74, -50, 98), Place("yogurt-1", -6, 15, -54, -66),
            Place("choc-1", 0, -9, 108, 84), Place("lemon", 30, 50, 120, -80), Place("jam-1", 4, 20, 230, -70),
        ],
        seed: 11);

    private readonly TemporaryFolder _folder = new();

    public IReadOnlyList<DrawnProduct> Products { get; } = [.. Scene.Items.Select(item => item.Product)];

    private string Gallery => Path.Combine(_folder.Path, "gallery");

    private string Video => _folder.File("tray.avi");

    public async ValueTask InitializeAsync()
    {
        // Empty for long enough that a slow machine sees it so.
        Recording.WriteScene(Video, Scene, seconds: 60, emptySeconds: 8, framesPerSecond: 5);
        using var kiosk = await KioskProcess.StartAsync(Gallery, "Camera=/dev/nowhere/video.avi");
        for (var i = 0; i < 600; i++)
        {
            using var ready = await kiosk.Client.GetAsync("/health/ready");
            var parts = JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["parts"]!;
            if ((string?)parts["gallery"]!["status"] == "healthy")
                return;
            await Task.Delay(200);
        }
        throw new TimeoutException("The demo's gallery was not enrolled.");
    }

    /// <summary>A kiosk whose tray is laid with the recorded items after a second; they stay there.</summary>
    /// <param name="data">The kiosk's own folder.</param>
    /// <param name="decision">What recognition is to say about every item.</param>
    internal Task<KioskProcess> OpenAsync(string data, DecisionKind decision)
    {
        CopyGallery(data, decision, []);
        return KioskProcess.StartAsync(data, $"Camera={Video}", "Once=true");
    }

    /// <summary>A kiosk above a tray that the test lays.</summary>
    /// <param name="data">The kiosk's own folder.</param>
    /// <param name="decision">What recognition is to say about every item that is seen well.</param>
    /// <param name="rules">What products need besides their picture, by sku; those left out need nothing.</param>
    internal Task<KioskProcess> OpenAsync(
        string data, StagedTray tray, DecisionKind decision, Dictionary<string, ProductRule> rules, params string[] settings)
    {
        CopyGallery(data, decision, rules);
        return KioskProcess.StartAsync(data, [$"Camera={tray.Address}", .. settings]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static PlacedItem Place(string sku, float roll, float turn, float x, float y) =>
        new(DemoCatalogue.Find(Sku.Parse(sku)), new Pose(PoseSide.Front, roll, turn, x, y));

    // What the page does must not hang on how sure an encoder is of drawn products.
    private void CopyGallery(string data, DecisionKind decision, Dictionary<string, ProductRule> rules)
    {
        Directory.CreateDirectory(data);
        foreach (var file in Directory.GetFiles(Gallery, "gallery-*"))
            File.Copy(file, Path.Combine(data, Path.GetFileName(file)), overwrite: true);
        var thresholds = decision switch
        {
            DecisionKind.Accepted => new DecisionThresholds(-1, 0, -1),
            DecisionKind.Ambiguous => new DecisionThresholds(-1, 2, -1),
            _ => new DecisionThresholds(1, 0, 1),
        };
        foreach (var file in Directory.GetFiles(data, "gallery-*.db"))
        {
            using var store = GalleryStore.Open(file);
            var all = store.Load();
            store.ReplaceAll(new Gallery(all.Version, all.EncoderId, all.Dimension,
                all.Products.Select(product => product with { Rule = rules.GetValueOrDefault(product.Sku.Value) }), all.Entries,
                new GalleryDecision(all.EncoderId, thresholds, [], "what this test wants")));
        }
    }
}
