using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

/// <summary>A handful of product folders and a recipe that trains on them in seconds.</summary>
internal static class TinyProducts
{
    public const int Products = 6;
    public const int PicturesOfEach = 5;

    public static readonly ResidualEncoderOptions Model = new() { Stem = 8, Widths = [8, 16], Blocks = [1, 1], Dimension = 16 };

    public static void Write(string folder)
    {
        for (var product = 0; product < Products; product++)
        {
            var path = Path.Combine(folder, $"product-{product}");
            Directory.CreateDirectory(path);
            for (var picture = 0; picture < PicturesOfEach; picture++)
            {
                using var mat = Draw(product, picture);
                Cv2.ImWrite(Path.Combine(path, $"{picture}.png"), mat);
            }
        }
    }

    /// <summary>The caller disposes.</summary>
    public static Mat Draw(int product, int picture)
    {
        var mat = new Mat(48, 56, MatType.CV_8UC3, new Scalar(40 * product, 255 - 40 * product, 128));
        using var part = new Mat(mat, new Rect(4 + 3 * picture, 6 + product, 20, 24));
        part.SetTo(new Scalar(255 - 30 * product, 60, 35 * product));
        return mat;
    }

    /// <summary>The first picture of each product enrolled, the others asked.</summary>
    public static Validation Validation(string folder) => new(
        [.. ProductFolders.Read(folder).Pictures.Select((picture, i) => new ProtocolLine(
            i + 2, i % PicturesOfEach == 0 ? ProtocolRole.Gallery : ProtocolRole.Query,
            Sku.Parse($"product-{picture.Product}"), picture.Path))],
        folder, ModelInput.Clip(24) with { Resize = ResizeMode.Squash }, CPU);

    public static TrainingRecipe Recipe(string data, string run, int epochs) => new()
    {
        Name = "tiny",
        Run = run,
        Seed = 7,
        Input = ModelInput.Clip(24) with { Resize = ResizeMode.Squash },
        Data = new() { Folders = [data], ShortSide = 40 },
        Model = Model,
        Schedule = new() { Epochs = epochs, Batch = 8, PerClass = 2, Sizes = [new(0, 16), new(0.5, 24)] },
        Optimizer = new() { Rate = 1e-2 },
    };
}
