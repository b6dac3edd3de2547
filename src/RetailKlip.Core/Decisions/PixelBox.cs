namespace RetailKlip.Core;

/// <summary>An axis-parallel box in pixels of its frame: origin top left, x to the right, y down; right and bottom are exclusive.</summary>
public readonly record struct PixelBox(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public long Area => (long)Width * Height;

    public PixelBox Intersect(PixelBox other)
    {
        int left = Math.Max(X, other.X), top = Math.Max(Y, other.Y);
        int right = Math.Min(Right, other.Right), bottom = Math.Min(Bottom, other.Bottom);
        return right > left && bottom > top ? new PixelBox(left, top, right - left, bottom - top) : default;
    }

    /// <summary>Intersection over union, in [0, 1].</summary>
    public double Overlap(PixelBox other)
    {
        var shared = Intersect(other).Area;
        return shared == 0 ? 0 : (double)shared / (Area + other.Area - shared);
    }
}
