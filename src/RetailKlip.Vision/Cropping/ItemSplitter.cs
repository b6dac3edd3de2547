using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Parts the outline of what may be several items that touch. Packs are nearly convex, so that where two meet the outline
/// has notches: it is cut from notch to notch, or from one straight on, where the parts are then much nearer to their hulls than the whole,
/// and the parts are cut again. Keeps its buffers; not for several threads at once.
/// </summary>
internal sealed class ItemSplitter : IDisposable
{
    // What a cut of one pixel's length must save of the area between outlines and hulls, in pixels.
    private const double CostOfLength = 0.8;

    // A whole whose hull has no more empty area than this share is one item.
    private const double ConvexEnough = 0.035;

    // Turns of the outline that are no notch, in radians.
    private const double SlightTurn = 0.3;

    // A part is at least so large against the square of the cut: a cap is smaller against a bottle's neck.
    private const double LeastDepth = 0.55;

    private const int MostParts = 12;
    private const int MostNotches = 24;
    private const int MostCuts = 70;
    private const int MostOpen = 8;

    private readonly Mat _cut = new();
    private readonly Mat _labels = new();
    private readonly Mat _stats = new();
    private readonly Mat _centroids = new();

    /// <param name="mask">8 bits, not 0 where the outline is; tight around it, with a border of at least one pixel of 0.</param>
    /// <param name="leastArea">Of a part, in pixels.</param>
    /// <returns>Null where it is one item for sure; the caller disposes.</returns>
    public ItemParts? Split(Mat mask, double leastArea) => Split(mask, leastArea, MostParts);

    public void Dispose()
    {
        foreach (var mat in new[] { _cut, _labels, _stats, _centroids })
            mat.Dispose();
    }

    private ItemParts? Split(Mat mask, double leastArea, int most)
    {
        var (area, deficit) = Measure(mask);
        if (most < 2 || area < 2 * leastArea || deficit < ConvexEnough * area)
            return null;
        (Mat First, Mat Second)? best = null;
        if (Apart(mask, leastArea) is var (one, rest))
            return new ItemParts(one, rest, Split(one, leastArea, most - 1), Split(rest, leastArea, most - 1), 0);
        var lines = Cuts(mask).OrderBy(cut => cut.From.DistanceTo(cut.To)).Take(MostCuts);
        var least = deficit;
        // A cut to a gap that items enclose parts nothing alone, but two do.
        var open = new List<(Point From, Point To)>();
        foreach (var cut in lines)
            if (!Try(cut) && open.Count < MostOpen)
                open.Add(cut);
        for (var i = 0; i < open.Count; i++)
            for (var j = i + 1; j < open.Count; j++)
                Try(open[i], open[j]);
        if (best is not var (first, second))
            return null;
        return new ItemParts(first, second, Split(first, leastArea, most - 1), Split(second, leastArea, most - 1), deficit - least);

        // False where it parts nothing.
        bool Try(params ReadOnlySpan<(Point From, Point To)> cut)
        {
            var length = 0.0;
            mask.CopyTo(_cut);
            foreach (var (from, to) in cut)
            {
                length += from.DistanceTo(to);
                Cv2.Line(_cut, from, to, Scalar.Black, 1, LineTypes.Link8);
            }
            if (CostOfLength * length >= least)
                return true;
            var count = Cv2.ConnectedComponentsWithStats(_cut, _labels, _stats, _centroids, PixelConnectivity.Connectivity4);
            int large = 0, second = 0;
            for (var label = 1; label < count; label++)
            {
                if (AreaOf(label) > AreaOf(large) || large == 0)
                    (large, second) = (label, large);
                else if (second == 0 || AreaOf(label) > AreaOf(second))
                    second = label;
            }
            if (second == 0)
                return false;
            // A cut that only takes off a corner is none; two cuts are as deep as each.
            if (AreaOf(second) < Math.Max(leastArea, LeastDepth * length * length / cut.Length))
                return true;
            Mat a = Part(large), b = Part(second);
            var cost = Measure(a).Deficit + Measure(b).Deficit + CostOfLength * length;
            if (cost >= least)
            {
                a.Dispose();
                b.Dispose();
                return true;
            }
            least = cost;
            best?.First.Dispose();
            best?.Second.Dispose();
            best = (a, b);
            return true;
        }
    }

    /// <summary>The largest piece of an outline in several pieces, and the others; null where there is but one that counts.</summary>
    private (Mat Largest, Mat Others)? Apart(Mat mask, double leastArea)
    {
        var count = Cv2.ConnectedComponentsWithStats(mask, _labels, _stats, _centroids);
        var largest = 0;
        for (var label = 1; label < count; label++)
            largest = AreaOf(label) > AreaOf(largest) ? label : largest;
        var others = Enumerable.Range(1, count - 1).Where(label => label != largest).Sum(AreaOf);
        if (others < leastArea)
            return null;
        var piece = Part(largest);
        var rest = new Mat();
        Cv2.Subtract(mask, piece, rest);
        return (piece, rest);
    }

    private int AreaOf(int label) => label == 0 ? 0 : _stats.At<int>(label, (int)ConnectedComponentsTypes.Area);

    private Mat Part(int label)
    {
        var part = new Mat();
        Cv2.Compare(_labels, new Scalar(label), part, CmpTypes.EQ);
        return part;
    }

    /// <summary>Pixels within the outline, and those that its hull has more.</summary>
    private static (double Area, double Deficit) Measure(Mat mask)
    {
        double area = Cv2.CountNonZero(mask);
        if (area < 3)
            return (area, 0);
        Cv2.FindContours(mask, out var outlines, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        // Parts that a thin bridge of noise parts count together.
        var hull = Cv2.ConvexHull(outlines.SelectMany(outline => outline));
        // The hull runs through the middles of the outermost pixels: half a pixel more all around.
        return (area, Math.Max(0, Cv2.ContourArea(hull) + Cv2.ArcLength(hull, true) / 2 - area));
    }

    /// <summary>From notch to notch, and from each straight on along both of its sides, through the inside only.</summary>
    private static List<(Point From, Point To)> Cuts(Mat mask)
    {
        Cv2.FindContours(mask, out var outlines, out var order, RetrievalModes.CComp, ContourApproximationModes.ApproxNone);
        var notches = new List<(Point At, Point Before, Point After, double Turn)>();
        for (var i = 0; i < outlines.Length; i++)
        {
            var outline = Cv2.ApproxPolyDP(outlines[i], 1.6, true);
            if (outline.Length < 4 || order[i].Parent >= 0 && Cv2.ContourArea(outline) < 12)
                continue;
            for (var j = 0; j < outline.Length; j++)
            {
                Point before = outline[(j + outline.Length - 1) % outline.Length], at = outline[j], after = outline[(j + 1) % outline.Length];
                var turn = Turn(before, at, after);
                // Outlines run counter-clockwise in the picture, those of holes clockwise: the inside is on the same side of both.
                if (turn > SlightTurn)
                    notches.Add((at, before, after, turn));
            }
        }
        if (notches.Count > MostNotches)
            notches = [.. notches.OrderByDescending(notch => notch.Turn).Take(MostNotches)];
        var cuts = new List<(Point From, Point To)>();
        for (var i = 0; i < notches.Count; i++)
        {
            for (var j = i + 1; j < notches.Count; j++)
                if (IsInside(mask, notches[i].At, notches[j].At))
                    cuts.Add((notches[i].At, notches[j].At));
            foreach (var from in (ReadOnlySpan<Point>)[notches[i].Before, notches[i].After])
                if (Onward(mask, from, notches[i].At) is { } far)
                    cuts.Add((notches[i].At, far));
        }
        return cuts;
    }

    /// <summary>In radians; positive where the inside's angle is larger than a straight one.</summary>
    private static double Turn(Point before, Point at, Point after)
    {
        double ax = at.X - before.X, ay = at.Y - before.Y, bx = after.X - at.X, by = after.Y - at.Y;
        return Math.Atan2(ax * by - ay * bx, ax * bx + ay * by);
    }

    private static bool IsInside(Mat mask, Point from, Point to)
    {
        var steps = Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y));
        var outside = 0;
        for (var step = 1; step < steps; step++)
            if (mask.At<byte>(from.Y + (to.Y - from.Y) * step / steps, from.X + (to.X - from.X) * step / steps) == 0)
                outside++;
        return steps > 1 && outside <= 1 + steps / 16;
    }

    /// <summary>Where the line through two points leaves the outline behind the second; null where it does so at once.</summary>
    private static Point? Onward(Mat mask, Point from, Point at)
    {
        var length = from.DistanceTo(at);
        double dx = (at.X - from.X) / length, dy = (at.Y - from.Y) / length;
        for (var step = 2; ; step++)
        {
            int x = (int)Math.Round(at.X + dx * step), y = (int)Math.Round(at.Y + dy * step);
            if (x < 0 || y < 0 || x >= mask.Width || y >= mask.Height || mask.At<byte>(y, x) == 0)
                return step > 4 ? new Point(x, y) : null;
        }
    }
}
