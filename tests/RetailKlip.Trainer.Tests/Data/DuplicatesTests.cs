using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Tests;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class DuplicatesTests
{
    [Fact]
    public void A_copy_is_known_by_another_encoding_size_and_brightness()
    {
        using var picture = Draw(3, 1);
        var hash = PerceptualHash.Of(picture);
        using var coarse = Decoded(picture, ".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 60));
        using var webP = Decoded(picture, ".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 80));
        using var larger = picture.Resize(new Size(picture.Width * 2, picture.Height * 2), 0, 0, InterpolationFlags.Cubic);
        using var smaller = picture.Resize(new Size(picture.Width * 2 / 3, picture.Height * 2 / 3), 0, 0, InterpolationFlags.Area);
        using var darker = new Mat();
        picture.ConvertTo(darker, -1, 1, -15);

        Assert.All([picture, coarse, webP, larger, smaller, darker], copy => Assert.True(PerceptualHash.Of(copy).IsCopyOf(hash)));
    }

    [Fact]
    public void Another_view_a_part_or_a_mirrored_picture_is_no_copy()
    {
        using var picture = Draw(3, 1);
        var hash = PerceptualHash.Of(picture);
        using var view = Draw(3, 2);
        using var part = new Mat(picture, new Rect(picture.Width / 8, 0, picture.Width * 7 / 8, picture.Height));
        using var mirrored = picture.Flip(FlipMode.Y);

        Assert.All([view, part, mirrored], other => Assert.False(PerceptualHash.Of(other).IsCopyOf(hash)));
    }

    /// <summary>Packshots of one family have the same shape and layout; a flavour's colour and word are all that differs.</summary>
    [Fact]
    public void Studio_pictures_of_near_twins_are_no_copies()
    {
        var generator = new ProductGenerator(3);
        var renderer = new ProductRenderer();
        var hashes = Enumerable.Range(0, 24).ToDictionary(i => $"{i}", i =>
        {
            var drawn = renderer.RenderPackshot(generator.Product(i), 160);
            using var mat = Mat.FromPixelData(drawn.Height, drawn.Width, MatType.CV_8UC3, drawn.Bgr);
            return PerceptualHash.Of(mat);
        });

        Assert.Empty(Duplicates.Within(hashes));
    }

    [Fact]
    public void A_training_picture_that_is_kept_out_too_is_refused_with_both_names()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        Directory.CreateDirectory(folder.At("more", "product-9"));
        var copy = folder.At("more", "product-9", "copy.jpg");
        var kept = folder.At("data", "product-2", "1.png");
        using (var picture = Draw(3, 1))
        {
            Cv2.ImWrite(kept, picture);
            Cv2.ImWrite(copy, picture, new ImageEncodingParam(ImwriteFlags.JpegQuality, 90));
        }
        var twice = folder.At("data", "product-0", "again.png");
        File.Copy(folder.At("data", "product-0", "4.png"), twice);
        var options = new DataOptions { Folders = [folder.At("data"), folder.At("more")], ValidationEvery = 3 };

        var data = TrainingData.Read(options, run: "");
        using var cache = PictureCache.Load(data.Training, 32);
        var duplicates = Duplicates.Find(cache, data.KeptOut);

        Assert.Equal([new PicturePair(copy, kept)], duplicates.AcrossSplits);
        Assert.Equal([new PicturePair(folder.At("data", "product-0", "4.png"), twice)], duplicates.WithinTraining);
        var error = Assert.Throws<InvalidDataException>(duplicates.ThrowIfAcrossSplits);
        Assert.Contains(copy, error.Message, StringComparison.Ordinal);
        Assert.Contains(kept, error.Message, StringComparison.Ordinal);
        duplicates.Write(folder.At("list.tsv"));
        Assert.Equal(["found", "across", "within"], File.ReadAllLines(folder.At("list.tsv")).Select(line => line.Split('\t')[0]));
    }

    [Fact]
    public void A_broken_picture_to_validate_on_is_listed_and_its_product_asked_no_more()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.Path);
        var broken = folder.At("product-2", "0.png");
        File.WriteAllBytes(broken, []);
        var data = TrainingData.Read(new DataOptions { Folders = [folder.Path], ValidationEvery = 3, ValidationShots = 1 }, run: "");
        using var cache = PictureCache.Load(data.Training, 32);

        var duplicates = Duplicates.Find(cache, data.KeptOut);
        var readable = data.WithoutBroken(duplicates.BrokenKeptOut);

        Assert.Equal([broken], duplicates.BrokenKeptOut);
        Assert.Empty(duplicates.AcrossSplits);
        Assert.Equal(["product-5"], readable.Validation.Select(line => line.Product.Value).Distinct());
        Assert.DoesNotContain(broken, readable.KeptOut);
    }

    /// <summary>
    /// The studio pictures are what could be copied most easily: 81 packshots, many of near twins. All 5,502 pictures are
    /// compared by every training run.
    /// </summary>
    [Fact]
    public void No_studio_picture_of_the_Grocery_Store_is_called_a_copy_of_another()
    {
        var folder = Shared.Folder("data/grocery-store/dataset/iconic-images-and-descriptions");
        var files = Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories);
        using var cache = PictureCache.Load(new ProductDataset(["all"], [.. files.Select(file => new TrainingPicture(file, 0))]), 32);

        Assert.Equal(files.Length, cache.Hashes.Count);
        Assert.NotEmpty(files);
        Assert.Empty(Duplicates.Within(cache.Hashes));
    }

    /// <summary>A drawn product on a tray: as much texture as a photograph.</summary>
    private static Mat Draw(int product, int seed)
    {
        var drawn = new ProductRenderer().Render(new ProductGenerator(1).Product(product), seed, new ViewOptions { LongestSide = 240 });
        using var mat = Mat.FromPixelData(drawn.Height, drawn.Width, MatType.CV_8UC3, drawn.Bgr);
        return mat.Clone();
    }

    private static Mat Decoded(Mat picture, string extension, ImageEncodingParam quality)
    {
        Cv2.ImEncode(extension, picture, out var bytes, quality);
        return Cv2.ImDecode(bytes, ImreadModes.Color);
    }
}
