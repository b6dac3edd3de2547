using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>One outline in the small picture and the items within it; the outline disposes them.</summary>
/// <param name="Area">Pixels that differ from the tray.</param>
internal sealed record Outline(Rect Box, int Area, IReadOnlyList<OutlinedItem> Items) : IDisposable
{
    // Share of its pixels by which the outline of one resting thing changes from look to look.
    private const double SameArea = 0.04;

    /// <param name="wandering">Pixels by which each side may have moved.</param>
    public bool IsAt(Rect box, int area, int wandering) =>
        Math.Abs(box.X - Box.X) <= wandering && Math.Abs(box.Y - Box.Y) <= wandering
        && Math.Abs(box.Right - Box.Right) <= wandering && Math.Abs(box.Bottom - Box.Bottom) <= wandering
        && Math.Abs(area - Area) <= SameArea * Area;

    public void Dispose()
    {
        foreach (var item in Items)
            item.Dispose();
    }
}
