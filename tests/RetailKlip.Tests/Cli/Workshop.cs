using OpenCvSharp;
using RetailKlip.Tests.Vision;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Cli;

/// <summary>A tiny model, a shop of three products in plain colours, two reference images each, and its gallery, made by klip.</summary>
public sealed class Workshop : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Workshop()
    {
        TinyEncoder.Write(Model);
        TinyEncoder.Write(OtherModel, TinyEncoder.Onnx(seed: 2));
        foreach (var (sku, colour) in Colours)
            for (var view = 1; view <= 2; view++)
                Draw(Path.Combine(Images, sku, $"{view}.png"), colour, seed: view);
        Klip.Run("gallery", "build", "--model", Model, "--images", Images, "--out", Gallery, "--json").Succeeded();
    }

    /// <summary>BGR, far apart for an encoder that sees mean colours.</summary>
    internal static IReadOnlyDictionary<string, Scalar> Colours { get; } = new Dictionary<string, Scalar>
    {
        ["apple"] = new(30, 40, 220),
        ["lime"] = new(40, 210, 60),
        ["plum"] = new(200, 30, 90),
    };

    public string Model => _folder.File("tiny");

    public string OtherModel => _folder.File("other");

    public string Images => _folder.File("images");

    public string Gallery => _folder.File("shop.gallery");

    /// <summary>A plain colour with noise, as the extension of the path says.</summary>
    internal static string Draw(string path, Scalar colour, int seed, int width = 64, int height = 48)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var picture = new Mat(height, width, MatType.CV_8UC3, colour);
        var random = new Random(seed);
        var indexer = picture.GetUnsafeGenericIndexer<Vec3b>();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var pixel = indexer[y, x];
                var noise = random.Next(-12, 13);
                indexer[y, x] = new Vec3b(Shift(pixel.Item0, noise), Shift(pixel.Item1, noise), Shift(pixel.Item2, noise));
            }
        picture.SaveImage(path);
        return path;
    }

    /// <summary>A PNG of a few bytes whose header claims 60,000×40,000 pixels.</summary>
    internal static string DrawGiant(string path)
    {
        byte[] header =
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
            0, 0, 0xEA, 0x60, 0, 0, 0x9C, 0x40, 8, 2, 0, 0, 0, 0, 0, 0, 0];
        File.WriteAllBytes(path, [.. header, 0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82]);
        return path;
    }

    public void Dispose() => _folder.Dispose();

    private static byte Shift(byte value, int noise) => (byte)Math.Clamp(value + noise, 0, 255);
}
