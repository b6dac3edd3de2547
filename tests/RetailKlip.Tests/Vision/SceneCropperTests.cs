using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

/// <summary>The cropper on drawn scenes with packaging, several trays, perspective, shadows and noise, against their truth.</summary>
public sealed class SceneCropperTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nearly_every_item_of_random_scenes_is_cut_whole_and_alone()
    {
        var covers = new List<double>();
        var crops = 0;
        for (var seed = 1; seed <= 16; seed++)
        {
            var scene = TrayScene.Random(DemoCatalogue.Products, 3, seed);
            var boxes = Cut(scene);
            crops += boxes.Count;
            covers.AddRange(scene.Truth.Select(item =>
                boxes.Where(box => box.Overlap(item.Box) > 0.6).Select(box => (double)box.Intersect(item.Box).Area / item.Box.Area)
                .DefaultIfEmpty(0).Max()));
        }

        // Bare metal on a brushed tray is the hardest: a lid may lose its rim.
        Assert.InRange(covers.Count(cover => cover > 0.75), covers.Count - 1, covers.Count);
        Assert.InRange(covers.Average(), 0.97, 1);
        Assert.InRange(crops, covers.Count - 1, covers.Count + 1);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(75)]
    [InlineData(160)]
    public void However_an_item_lies_its_crop_stands_as_if_it_lay_straight(float turn)
    {
        var box = DemoCatalogue.Products.First(product => product.Packaging.Shape == PackagingShape.Box);
        using var straight = Picture(0);
        using var turned = Picture(turn);

        Assert.Equal(straight.Height, turned.Height, 0.06 * straight.Height);
        Assert.Equal(straight.Width, turned.Width, 0.08 * straight.Height);
        Cv2.Resize(turned, turned, straight.Size());
        using var upsideDown = turned.Flip(FlipMode.XY);
        // Another place on the tray shows some more of a side, and light falls on it otherwise.
        Assert.InRange(Math.Max(Correlation(straight, turned), Correlation(straight, upsideDown)), 0.75, 1);

        Mat Picture(float degrees)
        {
            var scene = new TrayScene([new PlacedItem(box, new Pose(PoseSide.Front, 0, degrees, 0, 0))], 1);
            Mat? picture = null;
            Cut(scene, crops => picture = Assert.Single(crops).Image.Clone());
            return picture!;
        }
    }

    [Fact]
    public void Where_items_touch_the_detector_of_the_package_parts_them()
    {
        var generator = new ProductGenerator(4_711);
        var products = Enumerable.Range(0, 60).Select(generator.Product).ToList();
        using var detector = ItemDetector.Open(ModelPackage.Open(Path.Combine(Shared.Checkout, "models", "retailklip-s")));
        Assert.NotNull(detector);
        int items = 0, alone = 0, parted = 0;
        for (var seed = 1; seed <= 6; seed++)
        {
            var scene = new SceneGenerator(products, []).Scene(SceneLevel.Medium, seed);
            items += scene.Truth.Length;
            alone += Found(scene, Cut(scene));
            parted += Found(scene, Cut(scene, detector: detector));
        }

        Assert.InRange(parted, alone + items / 4, items);
        Assert.InRange(parted, 0.85 * items, items);
    }

    private static int Found(TrayScene scene, List<PixelBox> boxes) => scene.Truth.Count(item => boxes.Exists(box => box.Overlap(item.Box) >= 0.6));

    private static double Correlation(Mat one, Mat other)
    {
        using var result = new Mat();
        Cv2.MatchTemplate(one, other, result, TemplateMatchModes.CCoeffNormed);
        return result.At<float>(0, 0);
    }

    private static List<PixelBox> Cut(TrayScene scene, Action<IReadOnlyList<Crop>>? look = null, ItemDetector? detector = null)
    {
        using var cropper = new Cropper();
        using var empty = ToMat(scene.RenderEmpty());
        using var laid = ToMat(scene.Render());
        List<PixelBox> last = [];
        for (var i = 0; i < 18; i++)
        {
            using var frame = new Frame(i, Start + i * TimeSpan.FromSeconds(1 / 15.0), (i < 10 ? empty : laid).Clone());
            var crops = cropper.See(frame, detector: detector).Crops;
            last = [.. crops.Select(crop => crop.Box)];
            if (i == 17)
                look?.Invoke(crops);
        }
        return last;
    }

    private static Mat ToMat(Picture picture)
    {
        using var wrapped = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        return wrapped.Clone();
    }
}
