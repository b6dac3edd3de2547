using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class CropperTests : IDisposable
{
    private static readonly Rect Left = new(150, 200, 220, 300);
    private static readonly Rect Middle = new(560, 180, 160, 240);
    private static readonly Rect Right = new(880, 250, 260, 180);

    private readonly DrawnTray _tray = new();
    private readonly Cropper _cropper = new();

    [Fact]
    public void An_empty_tray_is_learnt_and_seen_as_empty()
    {
        Assert.Equal(TrayState.Learning, _tray.Show(_cropper, 1).State);
        Assert.Equal(TrayState.Empty, _tray.Show(_cropper).State);
        Assert.Equal(TrayState.Empty, _tray.Show(_cropper, 60).State);
    }

    [Fact]
    public void Several_items_are_cut_one_each_in_full_size_without_their_shadows()
    {
        _tray.Show(_cropper);
        Rect[] boxes = [Left, Middle, Right];
        Put(Left, DrawnTray.Red);
        Put(Middle, DrawnTray.Green);
        Put(Right, DrawnTray.White);

        var (state, cut) = _tray.Show(_cropper);

        Assert.Equal(TrayState.Still, state);
        AssertBoxes(boxes, cut);
    }

    [Fact]
    public void Nothing_is_cut_while_something_moves()
    {
        _tray.Show(_cropper);
        Put(Left, DrawnTray.Red);
        for (var step = 0; step < 12; step++)
        {
            _tray.Hand = new Point(300 + 25 * step, 420 - 10 * step);
            using var frame = _tray.Next();
            var view = _cropper.See(frame);
            Assert.Equal(TrayState.Moving, view.State);
            Assert.Empty(view.Crops);
        }
        _tray.Hand = null;
        AssertBoxes([Left], _tray.Show(_cropper).Boxes);
    }

    [Fact]
    public void A_slowly_pushed_item_is_not_still()
    {
        _tray.Show(_cropper);
        for (var step = 0; step < 30; step++)
        {
            _tray.Items.Clear();
            Put(new Rect(Left.X + 6 * step, Left.Y, Left.Width, Left.Height), DrawnTray.Red);
            if (step > 0)
                Assert.Equal(TrayState.Moving, _tray.Show(_cropper, 1).State);
        }
    }

    [Fact]
    public void A_resting_arm_is_no_item()
    {
        _tray.Show(_cropper);
        Put(Left, DrawnTray.Red);
        _tray.Hand = new Point(800, 400);

        Assert.Equal(TrayState.Moving, _tray.Show(_cropper, 20).State);

        _tray.Hand = null;
        AssertBoxes([Left], _tray.Show(_cropper).Boxes);
    }

    [Theory]
    [InlineData(0.75)]
    [InlineData(1.3)]
    public void A_lamp_that_changes_brings_no_items_and_hides_none(double light)
    {
        _tray.Show(_cropper);
        _tray.Light = light;
        Assert.Equal(TrayState.Empty, _tray.Show(_cropper, 12).State);

        Put(Left, DrawnTray.Blue);
        Put(Right, DrawnTray.Red);

        AssertBoxes([Left, Right], _tray.Show(_cropper).Boxes);
    }

    [Fact]
    public void Light_that_fades_slowly_is_followed_while_an_item_lies_there()
    {
        _tray.Show(_cropper);
        Put(Middle, DrawnTray.Green);
        for (var step = 0; step < 120; step++)
        {
            _tray.Light = 1 - 0.003 * step;
            _tray.Show(_cropper, 1);
        }
        AssertBoxes([Middle], _tray.Show(_cropper).Boxes);

        _tray.Items.Clear();
        Assert.Equal(TrayState.Empty, _tray.Show(_cropper).State);
    }

    [Fact]
    public void An_item_that_lies_for_minutes_never_becomes_tray()
    {
        _tray.Noise = 0;
        _tray.Show(_cropper);
        Put(Left, DrawnTray.Green);
        AssertBoxes([Left], _tray.Show(_cropper, 900).Boxes);
    }

    [Fact]
    public void A_plain_item_of_nearly_the_trays_colour_is_found_by_what_little_differs()
    {
        _tray.Show(_cropper);
        _tray.Items.Add((Middle, new Scalar(150, 175, 205), false));

        AssertBoxes([Middle], _tray.Show(_cropper).Boxes);
    }

    [Fact]
    public void A_crop_holds_its_item_with_a_narrow_border_the_longer_side_upright()
    {
        _tray.Show(_cropper);
        Put(Left, DrawnTray.Red);
        _tray.Show(_cropper);
        using var frame = _tray.Next();

        var crop = Assert.Single(_cropper.See(frame).Crops);

        double longer = Math.Max(Left.Width, Left.Height), shorter = Math.Min(Left.Width, Left.Height);
        Assert.InRange(crop.Image.Height, longer, 1.15 * longer);
        Assert.InRange(crop.Image.Width, shorter, shorter + 0.15 * longer);
        Assert.Equal(DrawnTray.Red.Val2, Cv2.Mean(crop.Image).Val2, 40.0);
    }

    [Fact]
    public void After_a_reset_what_lies_there_is_the_tray()
    {
        _tray.Show(_cropper);
        Put(Left, DrawnTray.Red);
        Assert.Equal(TrayState.Still, _tray.Show(_cropper).State);

        _cropper.Reset();

        Assert.Equal(TrayState.Empty, _tray.Show(_cropper).State);
    }

    [Fact]
    public void A_remembered_tray_shows_what_lies_on_it_at_once()
    {
        Assert.Null(_cropper.RememberTray());
        _tray.Show(_cropper);
        using var tray = _cropper.RememberTray();
        Put(Left, DrawnTray.Red);
        Put(Right, DrawnTray.Blue);
        using var restarted = new Cropper();

        restarted.RecallTray(tray!);

        AssertBoxes([Left, Right], _tray.Show(restarted).Boxes);
    }

    [Fact]
    public void A_camera_that_was_pushed_is_learnt_anew_after_a_while()
    {
        _tray.Show(_cropper);
        using var other = new DrawnTray { Noise = 2 };
        other.Items.Add((new Rect(-10, -10, 1300, 600), new Scalar(40, 60, 90), false));
        var moment = _tray.Next().CapturedAt;
        TrayState last = default;
        for (var i = 1; i < 120; i++)
        {
            using var drawn = other.Next();
            using var frame = new Frame(i, moment + i * TimeSpan.FromSeconds(1 / 15.0), drawn.Image.Clone());
            last = _cropper.See(frame).State;
        }
        Assert.Equal(TrayState.Empty, last);
    }

    [Fact]
    public void A_camera_of_another_size_is_learnt_anew()
    {
        _tray.Show(_cropper);
        using var small = new DrawnTray(640, 480);

        Assert.Equal(TrayState.Learning, small.Show(_cropper, 1).State);
        Assert.Equal(TrayState.Empty, small.Show(_cropper).State);
    }

    public void Dispose()
    {
        _cropper.Dispose();
        _tray.Dispose();
    }

    private void Put(Rect box, Scalar colour) => _tray.Items.Add((box, colour, true));

    private static void AssertBoxes(Rect[] expected, List<PixelBox> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        foreach (var (box, cut) in expected.Zip(actual))
        {
            var whole = new PixelBox(box.X, box.Y, box.Width, box.Height);
            // The whole item is in its crop, which is not much larger.
            Assert.True(cut.Intersect(whole).Area >= 0.98 * whole.Area, $"{whole} is cut as {cut}");
            Assert.True(cut.Overlap(whole) >= 0.7, $"{whole} is cut as {cut}, overlap {cut.Overlap(whole):F2}");
        }
    }
}
