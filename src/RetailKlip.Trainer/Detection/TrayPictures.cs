using System.Globalization;
using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>
/// Drawn trays as the detector sees them, in a folder: the laid tray, the empty one, and which item each pixel shows, as three pictures of
/// <see cref="Width"/> × <see cref="Height"/> that a person can look at. A drawing that was stopped goes on.
/// </summary>
internal static class TrayPictures
{
    public const int Width = 320;
    public const int Height = 180;

    // Drawn larger and averaged, as the kiosk's camera is.
    private const int DrawnAt = 2;

    private static readonly ImageEncodingParam[] Lossless = [new(ImwriteFlags.PngCompression, 1)];

    /// <param name="seed">Of the products and the scenes.</param>
    /// <returns>The trays' names, to be read with <see cref="Read"/>.</returns>
    public static IReadOnlyList<string> Draw(
        string folder, int count, int seed, DetectorRecipe recipe, Action done, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var generator = new ProductGenerator(seed, recipe.Assortment);
        var products = Enumerable.Range(0, recipe.Products).Select(generator.Product).ToList();
        var names = Enumerable.Range(0, count).Select(index => Path.Combine(folder, index.ToString("D5", CultureInfo.InvariantCulture))).ToList();
        using var generators = new ThreadLocal<SceneGenerator>(() => new SceneGenerator(products, []));
        ParallelWork.For(count, index =>
        {
            if (!File.Exists(Items(names[index])))
                Draw(generators.Value!, names[index], index, Seeds.Random((ulong)seed, 0, (ulong)index).Next());
            done();
        }, cancellation);
        return names;
    }

    /// <returns>Three pictures of the size above, the caller disposes: laid and empty 8-bit BGR, items 8-bit: 0 the tray, else a number an item.</returns>
    public static (Mat Laid, Mat Empty, Mat Items) Read(string name) =>
        (Cv2.ImRead(Laid(name), ImreadModes.Color), Cv2.ImRead(Empty(name), ImreadModes.Color), Cv2.ImRead(Items(name), ImreadModes.Grayscale));

    /// <summary>As the cropper has them, in place.</summary>
    public static void Soften(Mat laid, Mat empty)
    {
        foreach (var picture in new[] { laid, empty })
            Cv2.Blur(picture, picture, new Size(3, 3));
    }

    private static void Draw(SceneGenerator generator, string name, int index, int seed)
    {
        // Half of them crowded, and every twelfth nearly empty.
        var level = (index % 12) switch { 0 => SceneLevel.Easy, < 6 => SceneLevel.Medium, _ => SceneLevel.Hard };
        var scene = Scene(generator, level, seed);
        using var laid = Small(scene.Render());
        using var empty = Small(scene.RenderEmpty(1));
        using var owners = Mat.FromPixelData(DrawnAt * Height, DrawnAt * Width, MatType.CV_8UC1, scene.Owners());
        using var items = new Mat();
        Cv2.Resize(owners, items, new Size(Width, Height), interpolation: InterpolationFlags.Nearest);
        Cv2.ImWrite(Laid(name), laid, Lossless);
        Cv2.ImWrite(Empty(name), empty, Lossless);
        // Last and in one step: a tray without it is drawn again.
        Cv2.ImEncode(".png", items, out var file, Lossless);
        Core.DurableFile.Write(Items(name), stream => stream.Write(file));
    }

    private static TrayScene Scene(SceneGenerator generator, SceneLevel level, int seed)
    {
        for (var attempt = 0; ; attempt++)
            try
            {
                return generator.Scene(level, unchecked(seed + attempt), DrawnAt * Width, DrawnAt * Height);
            }
            catch (ArgumentException) when (attempt < 20)
            {
                // Items too large for one tray: others.
            }
    }

    private static Mat Small(Picture picture)
    {
        using var drawn = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        var small = new Mat();
        Cv2.Resize(drawn, small, new Size(Width, Height), interpolation: InterpolationFlags.Area);
        return small;
    }

    private static string Laid(string name) => name + "-laid.png";

    private static string Empty(string name) => name + "-empty.png";

    private static string Items(string name) => name + "-items.png";
}
