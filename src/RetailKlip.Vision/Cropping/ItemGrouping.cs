using System.Numerics;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// From a detector's maps to items: middles are peaks, and every pixel of an item belongs to the middle that it points to (Cheng et al.,
/// "Panoptic-DeepLab", CVPR 2020, section 3.2).
/// </summary>
internal static class ItemGrouping
{
    // Chance 0.3 that there is a middle.
    private const float LeastMiddle = -0.85f;

    // Chance 0.5 that a pixel shows an item.
    private const float LeastItem = 0;

    // Within so many pixels only the highest peak counts.
    private const int PeakReach = 3;

    // Smallest item in pixels of the maps; less is noise.
    private const int LeastArea = 12;

    /// <param name="maps">4×height×width, see <see cref="ItemDetector"/>.</param>
    /// <param name="width">Of the maps.</param>
    /// <param name="shownWidth">What lies beyond is padding.</param>
    public static IReadOnlyList<DetectedItem> Group(ReadOnlySpan<float> maps, int width, int height, int shownWidth, int shownHeight)
    {
        var plane = width * height;
        var shows = maps.Slice(ItemDetector.ItemMap * plane, plane);
        var middle = maps.Slice(ItemDetector.MiddleMap * plane, plane);
        var right = maps.Slice(ItemDetector.OffsetMaps * plane, plane);
        var down = maps.Slice((ItemDetector.OffsetMaps + 1) * plane, plane);
        var peaks = Peaks(middle, width, shownWidth, shownHeight);
        if (peaks.Count == 0)
            return [];
        var owners = new int[plane];
        var (boxes, areas) = (new Rect[peaks.Count], new int[peaks.Count]);
        for (var y = 0; y < shownHeight; y++)
            for (var x = 0; x < shownWidth; x++)
            {
                var at = y * width + x;
                if (shows[at] < LeastItem)
                    continue;
                var owner = Nearest(peaks, new Vector2(x + right[at], y + down[at]));
                owners[at] = 1 + owner;
                var pixel = new Rect(x, y, 1, 1);
                boxes[owner] = areas[owner]++ == 0 ? pixel : boxes[owner] | pixel;
            }
        var items = new List<DetectedItem>(peaks.Count);
        for (var i = 0; i < peaks.Count; i++)
            if (areas[i] >= LeastArea)
                items.Add(new DetectedItem(boxes[i], Cover(owners, width, boxes[i], 1 + i), areas[i],
                    1 / (1 + MathF.Exp(-middle[(int)peaks[i].Y * width + (int)peaks[i].X]))));
        items.Sort((a, b) => b.Area.CompareTo(a.Area));
        return items;
    }

    private static List<Vector2> Peaks(ReadOnlySpan<float> middle, int width, int shownWidth, int shownHeight)
    {
        var peaks = new List<Vector2>();
        for (var y = 0; y < shownHeight; y++)
            for (var x = 0; x < shownWidth; x++)
                if (middle[y * width + x] >= LeastMiddle && IsPeak(middle, x, y))
                    peaks.Add(new Vector2(x, y));
        return peaks;

        // Of equal ones the first.
        bool IsPeak(ReadOnlySpan<float> map, int x, int y)
        {
            var own = map[y * width + x];
            for (var v = Math.Max(0, y - PeakReach); v <= Math.Min(shownHeight - 1, y + PeakReach); v++)
                for (var u = Math.Max(0, x - PeakReach); u <= Math.Min(shownWidth - 1, x + PeakReach); u++)
                    if (map[v * width + u] is var other && (other > own || other == own && (v < y || v == y && u < x)))
                        return false;
            return true;
        }
    }

    private static int Nearest(List<Vector2> peaks, Vector2 point)
    {
        var (nearest, least) = (0, float.MaxValue);
        for (var i = 0; i < peaks.Count; i++)
            if (Vector2.DistanceSquared(peaks[i], point) is var distance && distance < least)
                (nearest, least) = (i, distance);
        return nearest;
    }

    private static bool[] Cover(int[] owners, int width, Rect box, int owner)
    {
        var cover = new bool[box.Width * box.Height];
        for (var y = 0; y < box.Height; y++)
            for (var x = 0; x < box.Width; x++)
                cover[y * box.Width + x] = owners[(box.Y + y) * width + box.X + x] == owner;
        return cover;
    }
}
