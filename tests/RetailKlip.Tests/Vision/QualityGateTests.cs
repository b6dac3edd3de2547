using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

/// <summary>Real photographs and drawn trays: as they are they count, spoilt they do not, and what is wrong is told.</summary>
public sealed class QualityGateTests
{
    private readonly QualityGate _gate = new();

    public static TheoryData<ViewFault> Spoilt => [ViewFault.Blurred, ViewFault.Dark, ViewFault.Glare];

    [Fact]
    public void Real_photographs_count_as_they_are()
    {
        foreach (var photo in Photos())
            using (photo)
                Assert.Equal("", _gate.Judge(photo).Reason);
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void Real_photographs_that_are_spoilt_do_not_count(ViewFault fault)
    {
        foreach (var photo in Photos())
            using (photo)
            using (var spoilt = Spoil(photo, fault))
            {
                var quality = _gate.Judge(spoilt);
                Assert.Equal(fault, quality.Fault);
                Assert.False(quality.IsGood);
                Assert.NotEmpty(quality.Reason);
            }
    }

    [Fact]
    public void The_measures_do_not_hang_on_how_large_an_item_is_in_the_picture()
    {
        foreach (var photo in Photos())
            using (photo)
            using (var near = photo.Resize(new Size(), 2, 2, InterpolationFlags.Cubic))
            {
                CropMeasures far = CropMeasures.Of(photo), close = CropMeasures.Of(near);
                Assert.InRange(close.Blur - far.Blur, -0.06, 0.06);
                Assert.InRange(close.Brightness - far.Brightness, -4, 4);
                Assert.InRange(close.Glare - far.Glare, -0.02, 0.02);
            }
    }

    [Theory]
    [InlineData(SceneLevel.Easy)]
    [InlineData(SceneLevel.Hard)]
    public void Items_of_drawn_trays_count_also_where_they_touch_and_shine(SceneLevel level)
    {
        var products = Enumerable.Range(0, 60).Select(new ProductGenerator(77).Product).ToArray();
        var generator = new SceneGenerator(products, []);
        for (var seed = 0; seed < 2; seed++)
        {
            var scene = generator.Scene(level, 600 + seed);
            using var frame = ToMat(scene.Render());
            foreach (var item in scene.Truth)
                Assert.Equal("", Judge(frame, Padded(item.Box, frame)).Reason);
        }
    }

    [Theory]
    [InlineData(-90, 300, true)]
    [InlineData(-20, 300, true)]
    [InlineData(4, 300, false)]
    [InlineData(400, 300, false)]
    [InlineData(1130, 300, true)]
    [InlineData(500, -60, true)]
    [InlineData(500, 480, true)]
    [InlineData(500, 4, false)]
    public void An_item_over_the_picture_s_border_is_cut_off_and_one_beside_it_is_not(int x, int y, bool isCutOff)
    {
        using var tray = new DrawnTray();
        tray.Items.Add((new Rect(x, y, 220, 300), DrawnTray.Blue, true));
        using var frame = tray.Next();
        var inside = new PixelBox(x, y, 220, 300).Intersect(new PixelBox(0, 0, 1280, 720));

        var quality = Judge(frame.Image, Padded(inside, frame.Image));

        Assert.Equal(isCutOff ? ViewFault.CutOff : ViewFault.None, quality.Fault);
    }

    [Fact]
    public void An_arm_that_rests_on_the_border_is_a_hand()
    {
        using var tray = new DrawnTray { Hand = new Point(640, 380) };
        using var frame = tray.Next();

        Assert.Equal(ViewFault.Hand, Judge(frame.Image, new PixelBox(570, 310, 140, 410)).Fault);
    }

    private static IEnumerable<Mat> Photos()
    {
        var folder = Shared.Folder("data/grocery-store/dataset");
        // Every twelfth of the pictures that thresholds were not chosen on.
        foreach (var line in File.ReadLines(Path.Combine(folder, "val.txt")).Where((_, i) => i % 12 == 0))
        {
            using var photo = Cv2.ImRead(Path.Combine(folder, line.Split(',')[0]));
            yield return photo.Resize(new Size(), 0.8, 0.8, InterpolationFlags.Area);
        }
    }

    private static Mat Spoil(Mat photo, ViewFault fault)
    {
        var spoilt = photo.Clone();
        var side = Math.Max(photo.Width, photo.Height);
        switch (fault)
        {
            case ViewFault.Blurred:
                Cv2.GaussianBlur(photo, spoilt, default, side / 50.0);
                break;
            case ViewFault.Dark:
                photo.ConvertTo(spoilt, -1, 0.22);
                break;
            default:
                Cv2.Ellipse(spoilt, new RotatedRect(new Point2f(photo.Width * 0.45f, photo.Height * 0.5f), new Size2f(photo.Width * 0.8f, photo.Height * 0.75f), 0), Scalar.All(255), -1);
                break;
        }
        return spoilt;
    }

    private ViewQuality Judge(Mat frame, PixelBox box)
    {
        using var crop = frame[new Rect(box.X, box.Y, box.Width, box.Height)];
        return _gate.Judge(crop, frame, box);
    }

    private static PixelBox Padded(PixelBox box, Mat frame)
    {
        var border = Math.Max(box.Width, box.Height) / 25;
        return new PixelBox(box.X - border, box.Y - border, box.Width + 2 * border, box.Height + 2 * border).Intersect(new PixelBox(0, 0, frame.Width, frame.Height));
    }

    private static Mat ToMat(Picture picture)
    {
        using var wrapped = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        return wrapped.Clone();
    }
}
