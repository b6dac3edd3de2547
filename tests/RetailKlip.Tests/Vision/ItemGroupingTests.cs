using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class ItemGroupingTests
{
    private const int Width = 64;
    private const int Height = 32;
    private const float Sure = 8;

    private readonly float[] _maps = new float[ItemDetector.Maps * Width * Height];

    public ItemGroupingTests() => Array.Fill(_maps, -Sure, 0, 2 * Width * Height);

    [Fact]
    public void Items_that_touch_are_parted_by_where_their_pixels_point()
    {
        Lay(new Rect(4, 6, 14, 20));
        Lay(new Rect(18, 10, 20, 10));

        var items = Group();

        Assert.Equal([new Rect(4, 6, 14, 20), new Rect(18, 10, 20, 10)], items.Select(item => item.Box));
        Assert.Equal([280, 200], items.Select(item => item.Area));
        Assert.All(items, item => Assert.DoesNotContain(false, item.Cover));
        Assert.All(items, item => Assert.InRange(item.Confidence, 0.99f, 1f));
    }

    [Fact]
    public void An_item_in_front_leaves_the_other_what_is_seen_of_it()
    {
        Lay(new Rect(4, 6, 30, 16));
        Lay(new Rect(20, 2, 10, 10));

        var items = Group();

        Assert.Equal(2, items.Count);
        Assert.Equal(new Rect(20, 2, 10, 10), items[1].Box);
        Assert.Equal(new Rect(4, 6, 30, 16), items[0].Box);
        Assert.Equal(30 * 16 - 10 * 6, items[0].Cover.Count(own => own));
    }

    [Fact]
    public void Of_middles_side_by_side_the_surest_counts()
    {
        Lay(new Rect(10, 10, 12, 12));
        _maps[Width * Height + 16 * Width + 17] = Sure - 1;

        Assert.Equal(new Rect(10, 10, 12, 12), Assert.Single(Group()).Box);
    }

    [Fact]
    public void A_tray_without_middles_is_empty_and_so_is_what_lies_in_the_padding()
    {
        Assert.Empty(Group());
        Lay(new Rect(4, 24, 12, 6));

        Assert.Empty(ItemGrouping.Group(_maps, Width, Height, Width, shownHeight: 22));
    }

    [Fact]
    public void A_speck_is_no_item()
    {
        Lay(new Rect(30, 12, 3, 3));

        Assert.Empty(Group());
    }

    private IReadOnlyList<DetectedItem> Group() => ItemGrouping.Group(_maps, Width, Height, Width, Height);

    /// <summary>As a network without fault sees it; in front of what lay before.</summary>
    private void Lay(Rect box)
    {
        const int plane = Width * Height;
        int middleX = box.X + box.Width / 2, middleY = box.Y + box.Height / 2;
        for (var y = box.Top; y < box.Bottom; y++)
            for (var x = box.Left; x < box.Right; x++)
            {
                _maps[y * Width + x] = Sure;
                _maps[2 * plane + y * Width + x] = middleX - x;
                _maps[3 * plane + y * Width + x] = middleY - y;
            }
        _maps[plane + middleY * Width + middleX] = Sure;
    }
}
