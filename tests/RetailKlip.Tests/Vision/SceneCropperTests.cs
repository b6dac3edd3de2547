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

    private static List<PixelBox> Cut(TrayScene scene)
    {
        using var cropper = new Cropper();
        using var empty = ToMat(scene.RenderEmpty());
        using var laid = ToMat(scene.Render());
        List<PixelBox> last = [];
        for (var i = 0; i < 18; i++)
        {
            using var frame = new Frame(i, Start + i * TimeSpan.FromSeconds(1 / 15.0), (i < 10 ? empty : laid).Clone());
            last = [.. cropper.See(frame).Crops.Select(crop => crop.Box)];
        }
        return last;
    }

    private static Mat ToMat(Picture picture)
    {
        using var wrapped = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        return wrapped.Clone();
    }
}
