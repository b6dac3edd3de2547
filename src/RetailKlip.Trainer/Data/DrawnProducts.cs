using System.Collections.Concurrent;
using OpenCvSharp;
using RetailKlip.Scenes;

namespace RetailKlip.Trainer;

/// <summary>
/// Products that never existed, drawn by code, as a folder of product folders. The generator's are disjoint from the demo
/// catalogue, which is never trained on.
/// </summary>
public static class DrawnProducts
{
    internal const string StudioName = "studio.jpg";

    private const int JpegQuality = 95;

    /// <summary>Of pictures in a store's surroundings, which go down to what cheap cameras send.</summary>
    private const int LowestQuality = 45;

    /// <summary>Products that stand near each other in a shop; so few that their labels need not be printed for every picture.</summary>
    private const int Neighbourhood = 6 * ProductGenerator.VariantsPerFamily;

    /// <summary>For training: half of the pictures on something like the demo's tray, half anywhere.</summary>
    public static readonly IReadOnlyList<double> TrainingVarieties = [0.3, 1];

    /// <summary>Draws what is not there yet; a drawing that was interrupted goes on.</summary>
    /// <param name="varieties">One after the other for the views of a product, see <see cref="ViewOptions.Variety"/>.</param>
    /// <param name="drawn">Told the pictures of each product that was drawn now, from any thread.</param>
    /// <returns>The folder's data set.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; whole products stay.</exception>
    public static ProductDataset Draw(
        string folder, DrawnOptions options, IReadOnlyList<double> varieties, Action<int>? drawn = null,
        CancellationToken cancellation = default)
    {
        var generator = new ProductGenerator(options.Seed, options.Assortment);
        // Whole neighbourhoods, whatever the number of products, so that more may join later.
        var shop = new Lazy<DrawnProduct>[(options.Products + Neighbourhood - 1) / Neighbourhood * Neighbourhood];
        for (var i = 0; i < shop.Length; i++)
        {
            var index = i;
            shop[i] = new Lazy<DrawnProduct>(() => generator.Product(index));
        }
        var renderers = new ConcurrentBag<ProductRenderer>();
        ParallelWork.For(options.Products, index =>
        {
            var product = shop[index].Value;
            var path = Path.Combine(folder, product.Product.Sku.Value);
            if (Directory.Exists(path))
                return;
            var partial = path + ".partial";
            Directory.CreateDirectory(partial);
            if (!renderers.TryTake(out var renderer))
                renderer = new ProductRenderer();
            var first = index / Neighbourhood * Neighbourhood;
            var surroundings = options.Surroundings == DrawnSurroundings.Plain ? null : Surroundings.Store with
            {
                Neighbours = [.. shop[first..(first + Neighbourhood)].Select(neighbour => neighbour.Value)],
            };
            for (var view = 0; view < options.Views; view++)
            {
                var numbers = Seeds.Random((ulong)options.Seed, (ulong)index, (ulong)view);
                var seed = numbers.Next();
                var angle = new ViewOptions
                {
                    LongestSide = options.LongestSide,
                    Variety = varieties[view % varieties.Count],
                    Surroundings = surroundings,
                };
                var quality = surroundings is null ? JpegQuality : numbers.Next(LowestQuality, JpegQuality + 1);
                Save(partial, ViewName(view), renderer.Render(product, seed, angle), quality);
            }
            Save(partial, StudioName, renderer.RenderPackshot(product, options.LongestSide));
            renderers.Add(renderer);
            Directory.Move(partial, path);
            drawn?.Invoke(options.Views + 1);
        }, cancellation);
        foreach (var partial in Directory.GetDirectories(folder, "*.partial"))
            Directory.Delete(partial, recursive: true);
        return ProductFolders.Read(folder);
    }

    internal static string ViewName(int view) => $"view-{view:D2}.jpg";

    internal static void Save(string folder, string name, Picture picture, int quality = JpegQuality)
    {
        using var mat = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        Cv2.ImWrite(Path.Combine(folder, name), mat, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
    }
}
