using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class RecognitionPipelineTests : IDisposable
{
    private static readonly Rect Left = new(150, 200, 220, 300);
    private static readonly Rect Middle = new(560, 180, 160, 240);
    private static readonly Rect Right = new(880, 220, 190, 260);

    private readonly TemporaryFolder _folder = new();
    private readonly DrawnTray _tray = new();
    private readonly Encoder _encoder;
    private readonly RecognitionPipeline _pipeline;
    private readonly List<TrackView> _added = [];
    private readonly List<TrackView> _removed = [];

    public RecognitionPipelineTests()
    {
        _encoder = Encoder.Open(TinyEncoder.Write(_folder.File("tiny")));
        _pipeline = new RecognitionPipeline(
            new Cropper(), _encoder, Enrol(), new DecisionPolicy(new DecisionThresholds(0.9f, 0.02f, 0.3f)));
        Show(8);
    }

    [Fact]
    public void Each_item_is_added_once_and_named()
    {
        Put(Left, DrawnTray.Red);
        Put(Right, DrawnTray.Blue);
        Show(20);
        Put(Middle, DrawnTray.Green);
        var last = Show(40);

        Assert.Equal(["blue", "green", "red"], Named(_added));
        Assert.Empty(_removed);
        Assert.Equal(["blue", "green", "red"], Named(last.Tracks));
        Assert.All(last.Tracks, track => Assert.True(track.IsSettled));
        Assert.Equal(3, _added.Select(track => track.Id).Distinct().Count());
    }

    [Fact]
    public void An_item_that_is_taken_away_is_removed_once()
    {
        Put(Left, DrawnTray.Red);
        Put(Right, DrawnTray.Blue);
        Show(20);
        _tray.Items.RemoveAt(0);
        var last = Show(20);

        Assert.Equal(["red"], Named(_removed));
        Assert.Equal(_added.Single(track => Name(track) == "red").Id, _removed[0].Id);
        Assert.Equal(["blue"], Named(last.Tracks));
    }

    [Fact]
    public void Two_of_the_same_product_are_two_items()
    {
        Put(Left, DrawnTray.Red);
        Put(new Rect(700, 200, 220, 300), DrawnTray.Red);
        Show(20);

        Assert.Equal(["red", "red"], Named(_added));
        Assert.NotEqual(_added[0].Id, _added[1].Id);
    }

    [Fact]
    public void Items_that_touch_are_two_and_each_crop_shows_empty_tray_in_the_other_s_place()
    {
        Put(new Rect(300, 180, 220, 340), DrawnTray.Red);
        Put(new Rect(520, 240, 150, 220), DrawnTray.Blue);
        var last = Show(20);

        Assert.Equal(["blue", "red"], Named(_added));
        Assert.Equal(2, last.Tracks.Length);
        // They meet at 520; boxes have a border of 14 and 10, and in the small picture the cut lies within six pixels, each four wide.
        Assert.InRange(last.Tracks.Single(track => Name(track) == "red").Box.Right, 520 + 14 - 24, 520 + 14 + 24);
        Assert.InRange(last.Tracks.Single(track => Name(track) == "blue").Box.X, 520 - 10 - 24, 520 - 10 + 24);
    }

    [Fact]
    public void An_item_that_is_pushed_against_another_stays_the_same_item()
    {
        Put(Left, DrawnTray.Red);
        Put(Right, DrawnTray.Blue);
        Show(20);
        _tray.Items.RemoveAt(1);
        Put(new Rect(Left.Right, Left.Y + 80, Right.Width, Right.Height - 40), DrawnTray.Blue);
        var last = Show(20);

        Assert.Equal(2, _added.Count);
        Assert.Empty(_removed);
        Assert.Equal(["blue", "red"], Named(last.Tracks));
    }

    [Fact]
    public void An_item_that_is_pushed_elsewhere_stays_the_same_item()
    {
        Put(Left, DrawnTray.Red);
        Show(20);
        _tray.Items.Clear();
        Put(new Rect(850, 210, 220, 300), DrawnTray.Red);
        var last = Show(20);

        Assert.Single(_added);
        Assert.Empty(_removed);
        Assert.Equal(_added[0].Id, Assert.Single(last.Tracks).Id);
        Assert.InRange(last.Tracks[0].Box.X, 820, 850);
    }

    [Fact]
    public void An_item_that_is_swapped_for_another_in_its_place_is_removed_and_the_other_added()
    {
        Put(Left, DrawnTray.Red);
        Show(20);
        _tray.Items.Clear();
        Put(Left, DrawnTray.Blue);
        Show(20);

        Assert.Equal(["blue", "red"], Named(_added));
        Assert.Equal(["red"], Named(_removed));
    }

    [Fact]
    public void Two_items_that_change_places_stay_the_same_items()
    {
        Put(Left, DrawnTray.Red);
        Put(new Rect(700, 200, 220, 300), DrawnTray.Blue);
        Show(20);
        _tray.Items.Clear();
        Put(Left, DrawnTray.Blue);
        Put(new Rect(700, 200, 220, 300), DrawnTray.Red);
        var last = Show(20);

        Assert.Equal(2, _added.Count);
        Assert.Empty(_removed);
        foreach (var track in last.Tracks)
            Assert.Equal(_added.Single(added => added.Id == track.Id).Decision.Product, track.Decision.Product);
        Assert.InRange(last.Tracks.Single(track => Name(track) == "blue").Box.X, 100, 200);
    }

    [Fact]
    public void What_is_not_enrolled_is_added_as_unknown()
    {
        _pipeline.Gallery = Gallery.Empty(_encoder.EncoderId, _encoder.Dimension);
        Put(Middle, DrawnTray.Green);
        Show(20);

        Assert.Equal(DecisionKind.Unknown, Assert.Single(_added).Decision.Kind);
    }

    [Fact]
    public void A_resting_tray_costs_no_embedding()
    {
        Put(Left, DrawnTray.Red);
        Put(Right, DrawnTray.Blue);
        Show(20);
        var embedded = 0;
        for (var i = 0; i < 30; i++)
            embedded += Show(1).Embedded;

        Assert.Equal(0, embedded);
    }

    [Fact]
    public void A_hand_above_the_tray_changes_nothing()
    {
        Put(Left, DrawnTray.Red);
        Show(20);
        for (var step = 0; step < 15; step++)
        {
            _tray.Hand = new Point(200 + 15 * step, 300);
            Assert.Equal(["red"], Named(Show(1).Tracks));
        }
        _tray.Hand = null;
        Show(20);

        Assert.Single(_added);
        Assert.Empty(_removed);
    }

    [Fact]
    public void A_gallery_of_another_encoder_is_refused()
    {
        var other = EncoderId.Parse(new string('a', 64));

        Assert.Throws<EncoderMismatchException>(() => _pipeline.Gallery = Gallery.Empty(other, _encoder.Dimension));
        Assert.Throws<EncoderMismatchException>(() =>
            new RecognitionPipeline(new Cropper(), _encoder, Gallery.Empty(other, 16), _pipeline.Policy));
    }

    [Fact]
    public void A_picture_without_a_tray_is_one_item()
    {
        using var photo = new Mat(300, 220, MatType.CV_8UC3);
        using var tray = new DrawnTray { Noise = 0 };
        tray.Items.Add((Left, DrawnTray.Green, true));
        using var frame = tray.Next();
        using var crop = new Mat(frame.Image, Left);

        var decision = _pipeline.Recognise(crop);

        Assert.Equal("green", decision.Product?.Sku.Value);
    }

    [Fact]
    public void Hundreds_of_frames_leave_memory_as_it_was()
    {
        Put(Left, DrawnTray.Red);
        Put(Middle, DrawnTray.Green);
        Put(Right, DrawnTray.Blue);
        Show(60);
        var before = Memory();
        for (var round = 0; round < 6; round++)
        {
            _tray.Items.Reverse();
            var moved = _tray.Items[0];
            _tray.Items[0] = (new Rect(moved.Box.X + (round % 2 == 0 ? 30 : -30), moved.Box.Y, moved.Box.Width, moved.Box.Height),
                moved.Colour, moved.Print);
            Show(50);
        }

        // One frame has 2.6 MiB, of which 300 went by.
        Assert.InRange(Memory() - before, long.MinValue, 100L << 20);
    }

    [Fact]
    public void A_resting_frame_allocates_next_to_nothing()
    {
        Put(Left, DrawnTray.Red);
        Put(Right, DrawnTray.Blue);
        Show(30);
        using var frame = _tray.Next();
        _pipeline.Process(frame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            _pipeline.Process(frame);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 10, 0, 4000);
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _encoder.Dispose();
        _tray.Dispose();
        _folder.Dispose();
    }

    /// <summary>Three products, each by one picture of it lying alone on the tray, in all directions.</summary>
    private Gallery Enrol()
    {
        var products = new List<Product>();
        var entries = new List<GalleryEntry>();
        foreach (var (name, colour) in new[] { ("red", DrawnTray.Red), ("green", DrawnTray.Green), ("blue", DrawnTray.Blue) })
        {
            using var tray = new DrawnTray { Noise = 0 };
            tray.Items.Add((Left, colour, true));
            using var frame = tray.Next();
            using var crop = new Mat(frame.Image, new Rect(Left.X - 12, Left.Y - 12, Left.Width + 24, Left.Height + 24));
            products.Add(new Product(Sku.Parse(name), name));
            foreach (var turned in QuarterTurns.Of(crop))
                using (turned)
                    entries.Add(new GalleryEntry(entries.Count, products[^1].Sku, _encoder.Embed([turned])[0], name));
        }
        return new Gallery(1, _encoder.EncoderId, _encoder.Dimension, products, entries);
    }

    private void Put(Rect box, Scalar colour) => _tray.Items.Add((box, colour, true));

    private PipelineResult Show(int frames)
    {
        PipelineResult? last = null;
        for (var i = 0; i < frames; i++)
        {
            using var frame = _tray.Next();
            last = _pipeline.Process(frame);
            _added.AddRange(last.Added);
            _removed.AddRange(last.Removed);
        }
        return last!;
    }

    private static string Name(TrackView track) => track.Decision.Product?.Sku.Value ?? track.Decision.Kind.ToString();

    private static List<string> Named(IEnumerable<TrackView> tracks) => [.. tracks.Select(Name).Order(StringComparer.Ordinal)];

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
