using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class PieceJoiningTests : IDisposable
{
    private static readonly Rect Whole = new(20, 20, 60, 40);
    private static readonly Rect Upper = new(20, 20, 60, 15);
    private static readonly Rect Lower = new(20, 35, 60, 25);

    private readonly List<OutlinedItem> _items = [];
    private readonly Mat _reach = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));

    [Fact]
    public void Sides_that_together_are_more_like_something_known_are_one_item()
    {
        Lay(Upper, Lower);

        PieceJoining.Join(_items, _reach, Liken(whole: 0.9f, piece: 0.7f));

        Assert.Equal(Whole, Assert.Single(_items).Box);
    }

    [Fact]
    public void Items_side_by_side_that_are_known_each_stay_two()
    {
        Lay(Upper, Lower);

        PieceJoining.Join(_items, _reach, Liken(whole: 0.7f, piece: 0.9f));

        Assert.Equal([Upper, Lower], _items.Select(item => item.Box));
    }

    [Fact]
    public void Nobody_is_asked_about_items_that_lie_apart_or_make_no_solid_whole()
    {
        Lay(new Rect(10, 10, 40, 12), new Rect(38, 22, 12, 40), new Rect(90, 10, 20, 20));

        PieceJoining.Join(_items, _reach, _ => throw new InvalidOperationException("asked"));

        Assert.Equal(3, _items.Count);
    }

    public void Dispose()
    {
        foreach (var item in _items)
            item.Dispose();
        _reach.Dispose();
    }

    private static Func<IReadOnlyList<OutlinedItem>, float[]> Liken(float whole, float piece) =>
        items => [.. items.Select(item => item.Box == Whole ? whole : piece)];

    private void Lay(params ReadOnlySpan<Rect> boxes)
    {
        foreach (var box in boxes)
        {
            var mask = new Mat(80, 120, MatType.CV_8UC1, Scalar.Black);
            mask[box].SetTo(Scalar.White);
            _items.Add(OutlinedItem.Of(mask));
        }
    }
}
