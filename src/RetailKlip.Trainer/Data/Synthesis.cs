using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>
/// Draws products and tray scenes into a folder: <c>products/</c> with a folder a product, <c>scenes/</c> with pictures and their
/// truth as JSON beside them, <c>manifest.tsv</c> of all product pictures, and <c>contact-sheet.png</c> to look at. A product or
/// scene is there wholly or not at all, so that a drawing that was stopped goes on, and a finished one can be added to.
/// </summary>
public static class Synthesis
{
    public const string ManifestName = "manifest.tsv";
    public const string ContactSheetName = "contact-sheet.png";

    private const string SettingsName = "synthesis.json";
    private static readonly JsonSerializerOptions Settings =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private const int SceneWidth = 1280;
    private const int SceneHeight = 720;
    private const int FewestItems = 2;
    private const int MostItems = 5;

    /// <exception cref="InvalidDataException">The folder holds drawings of other numbers, or is a file.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; whole products and scenes stay.</exception>
    public static void Write(
        string folder, SynthesisOptions options, TimeProvider time, IProgress<SynthesisProgress> progress,
        CancellationToken cancellation = default)
    {
        if (File.Exists(folder))
            throw new InvalidDataException($"{folder} is a file: name a folder to draw into.");
        Directory.CreateDirectory(folder);
        Settle(Path.Combine(folder, SettingsName), options.Drawn);
        var products = Directory.CreateDirectory(Path.Combine(folder, "products")).FullName;
        var scenes = Path.Combine(folder, "scenes");
        var tally = new Tally(options, products, scenes, time, progress);

        DrawnProducts.Draw(products, options.Drawn, DrawnProducts.TrainingVarieties, tally.Add, cancellation);
        if (options.Scenes > 0)
            DrawScenes(Directory.CreateDirectory(scenes).FullName, options, tally, cancellation);
        var dataset = ProductFolders.Read(products);
        var pictures = dataset.Pictures.Select(picture =>
            $"{Path.GetRelativePath(folder, picture.Path).Replace('\\', '/')}\t{dataset.Products[picture.Product]}\n");
        Write(Path.Combine(folder, ManifestName), string.Concat(pictures.Prepend("path\tproduct\n")));
        Write(Path.Combine(folder, ContactSheetName), Sheet(products, scenes, options));
    }

    /// <summary>More products and scenes may join those of a folder, but all are drawn by the same numbers.</summary>
    private static void Settle(string path, DrawnOptions options)
    {
        // What is as usual is left out, so that a folder from before an option was there can still be added to.
        var settings = JsonSerializer.Serialize(new
        {
            options.Seed,
            options.Views,
            options.LongestSide,
            Surroundings = options.Surroundings == default ? null : options.Surroundings.ToString(),
            Assortment = options.Assortment == default ? null : options.Assortment.ToString(),
        }, Settings);
        if (!File.Exists(path))
            Write(path, settings);
        else if (File.ReadAllText(path) is var other && other != settings)
            throw new InvalidDataException($"{path} says that this folder was drawn by {other}, not by {settings}: name another folder.");
    }

    private static void DrawScenes(string folder, SynthesisOptions options, Tally tally, CancellationToken cancellation)
    {
        var generator = new ProductGenerator(options.Drawn.Seed, options.Drawn.Assortment);
        var products = Enumerable.Range(0, options.Drawn.Products).Select(generator.Product).ToList();
        ParallelWork.For(options.Scenes, index =>
        {
            var truth = ScenePath(folder, index, "json");
            if (File.Exists(truth))
                return;
            var scene = Scene(products, options.Drawn.Seed, index);
            var picture = Path.GetFileName(ScenePath(folder, index, "jpg"));
            DrawnProducts.Save(folder, picture, scene.Render());
            var text = JsonSerializer.Serialize(SceneTruth.Of(picture, SceneWidth, SceneHeight, scene.Truth), TrainingRecipe.Json);
            // Last of the two: a picture without it is drawn again.
            Write(truth, text);
            tally.Add(1);
        }, cancellation);
    }

    /// <summary>As many items as the scene's number says, or fewer where they do not fit.</summary>
    private static TrayScene Scene(IReadOnlyList<DrawnProduct> products, int seed, int index)
    {
        var number = Seeds.Random((ulong)seed, ulong.MaxValue, (ulong)index).Next();
        for (var items = FewestItems + index % (MostItems - FewestItems + 1); ; items--)
        {
            try
            {
                return TrayScene.Random(products, items, number, SceneWidth, SceneHeight);
            }
            catch (ArgumentException) when (items > 1)
            {
            }
        }
    }

    /// <summary>Two products a row: the studio picture and five views of each; below them scenes.</summary>
    private static byte[] Sheet(string products, string scenes, SynthesisOptions options)
    {
        const int columns = 12, rows = 10, ofEach = 6, cell = 160;
        var files = Enumerable.Range(0, Math.Min(options.Drawn.Products, rows * columns / ofEach))
            .Select(index => Path.Combine(products, ProductGenerator.SkuOf(options.Drawn.Seed, index).Value))
            .SelectMany(product => Enumerable.Range(0, Math.Min(options.Drawn.Views, ofEach - 1))
                .Select(DrawnProducts.ViewName).Prepend(DrawnProducts.StudioName).Select(name => Path.Combine(product, name)))
            .Concat(Enumerable.Range(0, Math.Min(options.Scenes, columns)).Select(index => ScenePath(scenes, index, "jpg")));
        return ContactSheet.Arrange([.. files.Select(Load)], columns, cell).EncodePng();
    }

    private static Picture Load(string path)
    {
        using var mat = Pictures.Read(path);
        var picture = new Picture(mat.Width, mat.Height);
        System.Runtime.InteropServices.Marshal.Copy(mat.Data, picture.Bgr, 0, picture.Bgr.Length);
        return picture;
    }

    private static string ScenePath(string folder, int index, string extension) =>
        Path.Combine(folder, $"scene-{index:D5}.{extension}");

    private static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    private static void Write(string path, byte[] content) => DurableFile.Write(path, file => file.Write(content));

    /// <summary>Counts pictures and tells the pace.</summary>
    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private readonly TimeProvider _time;
        private readonly IProgress<SynthesisProgress> _progress;
        private readonly long _started;
        private readonly int _before;
        private readonly int _total;
        private int _drawn;

        public Tally(SynthesisOptions options, string products, string scenes, TimeProvider time, IProgress<SynthesisProgress> progress)
        {
            var ofProduct = options.Drawn.Views + 1;
            var drawn = Enumerable.Range(0, options.Drawn.Products)
                .Count(index => Directory.Exists(Path.Combine(products, ProductGenerator.SkuOf(options.Drawn.Seed, index).Value)));
            _before = drawn * ofProduct
                + Enumerable.Range(0, options.Scenes).Count(index => File.Exists(ScenePath(scenes, index, "json")));
            _total = options.Drawn.Products * ofProduct + options.Scenes;
            (_time, _progress, _started) = (time, progress, time.GetTimestamp());
        }

        public void Add(int pictures)
        {
            lock (_lock)
            {
                _drawn += pictures;
                var elapsed = _time.GetElapsedTime(_started);
                _progress.Report(new(_before + _drawn, _total, _drawn / Math.Max(1e-3, elapsed.TotalSeconds),
                    elapsed / _drawn * (_total - _before - _drawn)));
            }
        }
    }
}
