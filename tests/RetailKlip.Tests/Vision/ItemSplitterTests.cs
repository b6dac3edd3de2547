using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class ItemSplitterTests : IDisposable
{
    private const double LeastArea = 170;

    private readonly ItemSplitter _splitter = new();
    private readonly Mat _mask = new(180, 320, MatType.CV_8UC1, Scalar.Black);

    public void Dispose()
    {
        _splitter.Dispose();
        _mask.Dispose();
    }

    [Fact]
    public void A_box_and_a_round_tub_alone_are_one_item_each()
    {
        Box(100, 90, 90, 50, 25);
        Assert.Empty(Leaves());
        _mask.SetTo(Scalar.Black);
        Cv2.Circle(_mask, new Point(100, 90), 34, Scalar.White, -1);
        Assert.Empty(Leaves());
    }

    [Fact]
    public void Two_boxes_that_touch_are_parted_where_they_touch()
    {
        Box(90, 90, 80, 50, 10);
        Box(162, 88, 60, 70, 40);

        Assert.Equal([(90, 90), (160, 90)], Leaves());
    }

    [Fact]
    public void Pieces_of_one_outline_that_do_not_touch_are_parted_without_a_cut()
    {
        Box(70, 90, 80, 50, 10);
        Box(190, 88, 60, 70, 40);

        using var parts = _splitter.Split(_mask, LeastArea);
        Assert.Equal(0, parts!.Saved);
        Assert.Equal([(70, 90), (190, 90)], Leaves());
    }

    private void Box(int x, int y, int width, int height, int turn)
    {
        var corners = new RotatedRect(new Point2f(x, y), new Size2f(width, height), turn).Points().Select(corner => corner.ToPoint());
        Cv2.FillConvexPoly(_mask, corners, Scalar.White);
    }

    /// <summary>Middles of the parts, to the nearest ten pixels, left to right; empty for one item.</summary>
    private List<(int X, int Y)> Leaves()
    {
        using var parts = _splitter.Split(_mask, LeastArea);
        var leaves = new List<Mat>();
        if (parts is not null)
            Add(parts);
        return [.. leaves.Select(leaf => Cv2.Moments(leaf, binaryImage: true))
            .Select(moments => (X: Tens(moments.M10 / moments.M00), Y: Tens(moments.M01 / moments.M00))).Order()];

        static int Tens(double value) => 10 * (int)Math.Round(value / 10);

        void Add(ItemParts node)
        {
            foreach (var (mask, below) in new[] { (node.First, node.OfFirst), (node.Second, node.OfSecond) })
                if (below is null)
                    leaves.Add(mask);
                else
                    Add(below);
        }
    }
}
