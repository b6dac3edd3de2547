using System.Text.Json;
using RetailKlip.Scenes;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class SynthesisTests
{
    private static readonly SynthesisOptions Few = new(new() { Products = 5, Views = 2, Seed = 5, LongestSide = 40 }, Scenes: 3);

    private sealed class Reports(Action<SynthesisProgress>? each = null) : IProgress<SynthesisProgress>
    {
        public List<SynthesisProgress> All { get; } = [];

        public void Report(SynthesisProgress value)
        {
            All.Add(value);
            each?.Invoke(value);
        }
    }

    [Fact]
    public void Products_scenes_manifest_and_contact_sheet_are_written()
    {
        using var folder = new TemporaryFolder();
        var reports = new Reports();

        Draw(folder, Few, reports);

        var manifest = ProductManifest.Read(folder.At(Synthesis.ManifestName));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => ProductGenerator.SkuOf(5, i).Value), manifest.Training.Products);
        Assert.Equal(15, manifest.Training.Pictures.Count);
        Assert.All(manifest.Training.Pictures, picture => Assert.True(File.Exists(picture.Path)));
        Assert.Equal(manifest.Training.Pictures.Count, ProductFolders.Read(folder.At("products")).Pictures.Count);
        using var sheet = Pictures.Read(folder.At(Synthesis.ContactSheetName));
        Assert.True(sheet.Width > 1000);
        Assert.Equal(18, reports.All.Max(report => report.Pictures));
        Assert.Equal(TimeSpan.Zero, reports.All.MaxBy(report => report.Pictures)!.TimeLeft);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "*.partial", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "*.new", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_truth_of_a_scene_tells_its_items_boxes_and_counts()
    {
        using var folder = new TemporaryFolder();

        Draw(folder, Few);

        for (var i = 0; i < 3; i++)
        {
            var text = File.ReadAllText(folder.At("scenes", $"scene-0000{i}.json"));
            var truth = JsonSerializer.Deserialize<SceneTruth>(text, TrainingRecipe.Json)!;
            using var picture = Pictures.Read(folder.At("scenes", truth.Picture));
            Assert.Equal((picture.Width, picture.Height), (truth.Width, truth.Height));
            Assert.InRange(truth.Items.Count, 1, 2 + i);
            Assert.Equal(truth.Items.CountBy(item => item.Sku).OrderBy(pair => pair.Key), truth.Counts.OrderBy(pair => pair.Key));
            Assert.All(truth.Items, item =>
            {
                Assert.StartsWith("gen-5-", item.Sku, StringComparison.Ordinal);
                Assert.InRange(item.X, 0, truth.Width - item.Width);
                Assert.InRange(item.Y, 0, truth.Height - item.Height);
                Assert.True(item.Width > 10 && item.Height > 10);
            });
        }
    }

    [Fact]
    public void A_drawing_that_was_stopped_goes_on_to_the_same_files()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        Draw(whole, Few);

        using (var stop = new CancellationTokenSource())
            Assert.ThrowsAny<OperationCanceledException>(() => Draw(parts, Few, new Reports(_ => stop.Cancel()), stop));
        var drawn = Directory.GetDirectories(parts.At("products")).Count(path => !path.EndsWith(".partial", StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(parts.At("products", "gen-5-4.partial")).FullName, "view-00.jpg"), [1]);
        var reports = new Reports();
        Draw(parts, Few, reports);

        // What was drawn at the same time as the first product ended whole, too.
        Assert.InRange(drawn, 1, 5);
        Assert.Equal(5 - drawn + 3, reports.All.Count);
        Assert.Equal(Files(whole), Files(parts));
        Assert.All(Files(whole), file => Assert.Equal(File.ReadAllBytes(whole.At(file)), File.ReadAllBytes(parts.At(file))));
    }

    [Fact]
    public void More_products_may_join_but_none_of_another_kind()
    {
        using var folder = new TemporaryFolder();
        var one = new SynthesisOptions(Few.Drawn with { Products = 1 }, Scenes: 0);
        Draw(folder, one);
        var first = File.GetLastWriteTimeUtc(folder.At("products", "gen-5-0", "studio.jpg"));

        Draw(folder, new(Few.Drawn with { Products = 2 }, Scenes: 0));
        var error = Assert.Throws<InvalidDataException>(() => Draw(folder, one with { Drawn = one.Drawn with { Seed = 6 } }));

        Assert.Equal(first, File.GetLastWriteTimeUtc(folder.At("products", "gen-5-0", "studio.jpg")));
        Assert.Equal(2, ProductManifest.Read(folder.At(Synthesis.ManifestName)).Training.Products.Count);
        Assert.Contains("another folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_holds_drawings_of_one_assortment_and_one_kind_of_surroundings()
    {
        using var folder = new TemporaryFolder();
        var one = new SynthesisOptions(Few.Drawn with { Products = 1, Views = 1 }, Scenes: 0);
        Draw(folder, one);

        Assert.Equal("""{"seed":5,"views":1,"longestSide":40}""", File.ReadAllText(folder.At("synthesis.json")));
        foreach (var other in (DrawnOptions[])[one.Drawn with { Surroundings = DrawnSurroundings.Store },
            one.Drawn with { Assortment = Assortment.Supermarket }])
        {
            var error = Assert.Throws<InvalidDataException>(() => Draw(folder, one with { Drawn = other }));
            Assert.Contains("another folder", error.Message, StringComparison.Ordinal);
        }
    }

    private static void Draw(
        TemporaryFolder folder, SynthesisOptions options, Reports? reports = null, CancellationTokenSource? stop = null) =>
        Synthesis.Write(folder.Path, options, TimeProvider.System, reports ?? new Reports(),
            stop?.Token ?? TestContext.Current.CancellationToken);

    private static IEnumerable<string> Files(TemporaryFolder folder) =>
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.Path, file)).Order();
}
