using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Which items lie on the tray: what differs from it, one outline a connected place, and the items within each. An outline that has not
/// changed keeps its items, so that those of a resting tray rest too. Works in the small picture; not for several threads at once.
/// </summary>
internal sealed class TrayItems(CropperOptions options) : IDisposable
{
    // Pixels by which the outline of one resting thing wanders from look to look.
    private const int Wandering = 2;

    private readonly Mat _labels = new();
    private readonly Mat _stats = new();
    private readonly Mat _centroids = new();
    private readonly Mat _closing = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));
    private readonly List<(Rect Box, int Area, int[] Labels)> _found = [];
    private readonly ItemSplitter _splitter = new();
    private List<Outline> _outlines = [];

    /// <summary>Left to right by their outlines.</summary>
    public IEnumerable<OutlinedItem> Items => _outlines.SelectMany(outline => outline.Items);

    /// <summary>Where anything lies: 8 bits, of the small picture's size.</summary>
    public Mat Laid { get; } = new();

    /// <summary>Whether something reaches beyond the picture.</summary>
    public bool ReachBorder { get; private set; }

    /// <summary>Smallest item in pixels.</summary>
    private double Smallest { get; set; }

    /// <summary>Finds what differs from the tray; its items are not told apart before <see cref="Part"/>.</summary>
    /// <param name="mask">8 bits, 255 where something differs; smoothed in place.</param>
    public void Find(Mat mask)
    {
        _found.Clear();
        Smallest = options.MinItemShare * mask.Width * mask.Height;
        Cv2.MedianBlur(mask, mask, 5);
        Cv2.MorphologyEx(mask, mask, MorphTypes.Close, _closing);
        var count = Cv2.ConnectedComponentsWithStats(mask, _labels, _stats, _centroids);
        // Row 0 is the background.
        for (var label = 1; label < count; label++)
        {
            var area = Stat(label, ConnectedComponentsTypes.Area);
            var box = new Rect(Stat(label, ConnectedComponentsTypes.Left), Stat(label, ConnectedComponentsTypes.Top),
                Stat(label, ConnectedComponentsTypes.Width), Stat(label, ConnectedComponentsTypes.Height));
            // The box, not the area: of an item in the tray's own colour only the outline differs.
            if (area >= Smallest / 2 && (double)box.Width * box.Height >= Smallest)
                _found.Add((box, area, [label]));
        }
        JoinParts();
        _found.Sort((a, b) => b.Area.CompareTo(a.Area));
        if (_found.Count > options.MaxItems)
            _found.RemoveRange(options.MaxItems, _found.Count - options.MaxItems);
        _found.Sort((a, b) => (a.Box.X, a.Box.Y).CompareTo((b.Box.X, b.Box.Y)));
        ReachBorder = _found.Any(item => item.Box.X <= 0 || item.Box.Y <= 0 || item.Box.Right >= mask.Width || item.Box.Bottom >= mask.Height);
    }

    /// <summary>From outlines to items.</summary>
    /// <param name="detect">Finds items that touch; null where there is no detector.</param>
    /// <param name="liken">How much each is like anything known, as a similarity: it decides whether pieces that were detected, or that an
    /// outline with notches has, are one item. Null: detected ones are not, those of an outline are.</param>
    public void Part(Mat mask, Func<IReadOnlyList<DetectedItem>>? detect, Func<IReadOnlyList<OutlinedItem>, float[]>? liken)
    {
        mask.CopyTo(Laid);
        var known = new Outline?[_found.Count];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = _outlines.Find(outline => outline.IsAt(_found[i].Box, _found[i].Area, Wandering));
            if (known[i] is { } same)
                _outlines.Remove(same);
        }
        foreach (var outline in _outlines)
            outline.Dispose();
        _outlines = known.Contains(null) ? Anew(known, mask.Size(), detect, liken) : [.. known.Select(same => same!)];
        foreach (var item in Items)
            Cv2.BitwiseOr(Laid, item.Mask, Laid);
    }

    public void Forget()
    {
        _found.Clear();
        foreach (var outline in _outlines)
            outline.Dispose();
        _outlines.Clear();
    }

    public void Dispose()
    {
        Forget();
        _splitter.Dispose();
        foreach (var mat in new[] { _labels, _stats, _centroids, _closing, Laid })
            mat.Dispose();
    }

    private List<Outline> Anew(Outline?[] known, Size size, Func<IReadOnlyList<DetectedItem>>? detect, Func<IReadOnlyList<OutlinedItem>, float[]>? liken)
    {
        using var detected = detect is null ? null : new DetectedCovers(detect(), size);
        return [.. _found.Select((found, i) =>
        {
            if (known[i] is { } same)
                return same;
            using var outlined = OutlineMask(found.Box, found.Labels, size);
            return new Outline(found.Box, found.Area, detected is null ? Split(outlined, found.Box, liken) : Detected(outlined, detected, liken));
        })];
    }

    private List<OutlinedItem> Detected(Mat outlined, DetectedCovers detected, Func<IReadOnlyList<OutlinedItem>, float[]>? liken)
    {
        var items = new List<OutlinedItem>();
        using var rest = outlined.Clone();
        foreach (var cover in detected.Within(outlined))
        {
            items.Add(OutlinedItem.Of(cover));
            using var around = new Mat();
            Cv2.Dilate(cover, around, _closing);
            Cv2.Subtract(rest, around, rest);
        }
        if (items.Count == 0)
            return [OutlinedItem.Of(outlined.Clone())];
        // What no detected item covers is an item too, unless it is a shadow's or another's edge.
        foreach (var left in Leftovers(rest, Math.Max(2 * Smallest, 0.1 * Cv2.CountNonZero(outlined))))
            items.Add(OutlinedItem.Of(left));
        if (items.Count > 1 && liken is not null)
            PieceJoining.Join(items, _closing, liken);
        return items;
    }

    private List<Mat> Leftovers(Mat rest, double least)
    {
        using var labels = new Mat();
        using var stats = new Mat();
        using var centroids = new Mat();
        Cv2.MorphologyEx(rest, rest, MorphTypes.Open, _closing, iterations: 2);
        var count = Cv2.ConnectedComponentsWithStats(rest, labels, stats, centroids);
        var left = new List<Mat>();
        for (var label = 1; label < count; label++)
        {
            if (stats.At<int>(label, (int)ConnectedComponentsTypes.Area) < least)
                continue;
            var mask = new Mat();
            Cv2.Compare(labels, new Scalar(label), mask, CmpTypes.EQ);
            left.Add(mask);
        }
        return left;
    }

    private IReadOnlyList<OutlinedItem> Split(Mat outlined, Rect box, Func<IReadOnlyList<OutlinedItem>, float[]>? liken)
    {
        // Tight, with a border, as the splitter wants it.
        using var tight = new Mat(outlined, box);
        using var framed = new Mat();
        Cv2.CopyMakeBorder(tight, framed, 1, 1, 1, 1, BorderTypes.Constant, Scalar.Black);
        using var parts = liken is null ? null : _splitter.Split(framed, 2 * Smallest);
        return parts is null ? [OutlinedItem.Of(outlined.Clone())] : new PartChoice(framed, parts, Item).Items(liken!);

        OutlinedItem Item(Mat part)
        {
            var whole = new Mat(outlined.Size(), MatType.CV_8UC1, Scalar.Black);
            using (var place = new Mat(whole, box))
            using (var inside = new Mat(part, new Rect(1, 1, box.Width, box.Height)))
                inside.CopyTo(place);
            return OutlinedItem.Of(whole);
        }
    }

    /// <summary>Where some of the labels are, without small holes.</summary>
    private Mat OutlineMask(Rect box, int[] labels, Size size)
    {
        var mask = new Mat(size, MatType.CV_8UC1, Scalar.Black);
        using var place = new Mat(_labels, box);
        using var inside = new Mat(mask, box);
        using var one = new Mat();
        foreach (var label in labels)
        {
            Cv2.Compare(place, new Scalar(label), one, CmpTypes.EQ);
            Cv2.BitwiseOr(inside, one, inside);
        }
        Cv2.FindContours(mask, out var contours, out var order, RetrievalModes.CComp, ContourApproximationModes.ApproxSimple);
        for (var i = 0; i < contours.Length; i++)
            if (order[i].Parent >= 0 && Cv2.ContourArea(contours[i]) < 2 * Smallest)
                Cv2.DrawContours(mask, contours, i, Scalar.White, -1);
        return mask;
    }

    private int Stat(int label, ConnectedComponentsTypes column) => _stats.At<int>(label, (int)column);

    /// <summary>A part that lies mostly within the box of another belongs to the same item.</summary>
    private void JoinParts()
    {
        for (var i = 0; i < _found.Count; i++)
            for (var j = _found.Count - 1; j > i; j--)
            {
                var (a, b) = (_found[i], _found[j]);
                var shared = a.Box & b.Box;
                if (2 * shared.Width * shared.Height <= Math.Min(a.Box.Width * a.Box.Height, b.Box.Width * b.Box.Height))
                    continue;
                _found[i] = (a.Box | b.Box, a.Area + b.Area, [.. a.Labels, .. b.Labels]);
                _found.RemoveAt(j);
                // The grown box may reach what was passed over before.
                j = _found.Count;
            }
    }
}
