using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Cuts items from the frames of a camera above a tray: learns the empty tray, waits until nothing moves, takes what differs
/// from the tray, one crop an item. Works on a small copy of the frame; only the boxes are full size. Not for several threads at once.
/// </summary>
public sealed class Cropper : IDisposable
{
    // How long something that reaches over the border may rest until it is taken for an item instead of an arm.
    private static readonly TimeSpan BorderPatience = TimeSpan.FromSeconds(2);

    // How long a changed view must rest until it is taken for a moved camera or other light, and learnt anew.
    private static readonly TimeSpan RelearnAfter = TimeSpan.FromSeconds(5);

    // Time constant of following the light.
    private static readonly TimeSpan AdaptOver = TimeSpan.FromSeconds(8);

    // Pixels by which the outline of one resting thing wanders from look to look.
    private const int Wandering = 2;

    private const int FirstLooks = 4;
    private const int LookEvery = 8;

    private readonly TrayBackground _tray = new();
    private readonly Mat _small = new();
    private readonly Mat _anchor = new();
    private readonly Mat _difference = new();
    private readonly Mat _mask = new();
    private readonly Mat _labels = new();
    private readonly Mat _stats = new();
    private readonly Mat _centroids = new();
    private readonly Mat _closing = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));
    private readonly Mat _around = Cv2.GetStructuringElement(MorphShapes.Rect, new Size(9, 9));
    private readonly List<Crop> _crops = [];
    private readonly List<(Rect Box, int Area, int[] Labels)> _found = [];
    private readonly ItemSplitter _splitter = new();
    private List<Outline> _outlines = [];
    private Mat? _emptyTray;
    private Mat? _recalled;
    private Size _frameSize;
    private bool _isLearning;
    private DateTimeOffset _stillSince;
    private DateTimeOffset _seenAt;
    private DateTimeOffset _adaptedAt;
    private int _stillFrames;
    private bool _isObstructed;

    public Cropper(CropperOptions? options = null) => Options = options ?? new CropperOptions();

    public CropperOptions Options { get; }

    /// <summary>Looks at the next frame; frames come in the order of their capture times.</summary>
    /// <param name="liken">How much each of some crops is like anything known, as a similarity; called where an outline may be one item or
    /// several that touch. Without it such an outline is one.</param>
    /// <returns>Crops are valid while <paramref name="frame"/> lives, and until the next call.</returns>
    public TrayView See(Frame frame, Func<IReadOnlyList<Mat>, float[]>? liken = null)
    {
        Release();
        var image = frame.Image;
        if (image.Size() != _frameSize)
            Begin(image.Size());
        Shrink(image);
        _seenAt = frame.CapturedAt;
        if (Moved())
        {
            _small.CopyTo(_anchor);
            _stillSince = frame.CapturedAt;
            _stillFrames = 0;
            if (_isLearning)
                _tray.Forget();
        }
        var still = frame.CapturedAt - _stillSince;
        if (_isLearning)
            return Learn(still);
        return still < Options.StillFor ? new TrayView(TrayState.Moving, []) : Cut(image, still, liken);
    }

    /// <summary>The empty tray as it is known now, small; null while it is being learnt. The caller disposes.</summary>
    public Mat? RememberTray() => _isLearning || _frameSize == default ? null : _tray.ToPicture(_small.Size());

    /// <summary>
    /// Begins with a tray from <see cref="RememberTray"/> instead of learning it, if the frames are of the size it had:
    /// items may lie on it then.
    /// </summary>
    public void RecallTray(Mat tray)
    {
        _recalled?.Dispose();
        _recalled = tray.Clone();
    }

    /// <summary>Forgets the empty tray; it is learnt anew as soon as nothing moves. For a moved camera or a changed tray.</summary>
    public void Reset()
    {
        Release();
        _frameSize = default;
        _recalled?.Dispose();
        _recalled = null;
    }

    public void Dispose()
    {
        Release();
        ForgetOutlines();
        _splitter.Dispose();
        _recalled?.Dispose();
        foreach (var mat in new[] { _small, _anchor, _difference, _mask, _labels, _stats, _centroids, _closing, _around })
            mat.Dispose();
    }

    private void Begin(Size frameSize)
    {
        _frameSize = frameSize;
        var scale = Math.Min(1, (double)Options.WorkingSide / Math.Max(frameSize.Width, frameSize.Height));
        var size = new Size(Math.Max(1, (int)Math.Round(frameSize.Width * scale)), Math.Max(1, (int)Math.Round(frameSize.Height * scale)));
        _small.Create(size, MatType.CV_8UC3);
        _mask.Create(size, MatType.CV_8UC1);
        // No anchor: the first frame counts as movement.
        _anchor.Create(size, MatType.CV_8UC3);
        _anchor.SetTo(Scalar.Black);
        _stillSince = DateTimeOffset.MinValue;
        StartLearning();
        if (_recalled is not { } tray || tray.Size() != size)
            return;
        _tray.Learn(tray);
        _isLearning = false;
    }

    private void StartLearning()
    {
        _isLearning = true;
        _isObstructed = false;
        ForgetOutlines();
        _tray.Forget();
    }

    private void ForgetOutlines()
    {
        _found.Clear();
        foreach (var outline in _outlines)
            outline.Dispose();
        _outlines.Clear();
        _emptyTray?.Dispose();
        _emptyTray = null;
    }

    private void Shrink(Mat image)
    {
        Cv2.Resize(image, _small, _small.Size(), interpolation: InterpolationFlags.Area);
        Cv2.Blur(_small, _small, new Size(3, 3));
    }

    /// <summary>Compares with the picture at which the tray came to rest, not with the one before: slow movement adds up.</summary>
    private bool Moved()
    {
        Cv2.Absdiff(_small, _anchor, _difference);
        using var channels = _difference.Reshape(1);
        Cv2.Threshold(channels, channels, Options.MotionThreshold, 255, ThresholdTypes.Binary);
        return Cv2.CountNonZero(channels) > Options.StillShare * 3 * _small.Width * _small.Height;
    }

    private TrayView Learn(TimeSpan still)
    {
        _tray.Learn(_small);
        _isLearning = still < Options.LearnFor;
        return new TrayView(_isLearning ? TrayState.Learning : TrayState.Empty, []);
    }

    private TrayView Cut(Mat image, TimeSpan still, Func<IReadOnlyList<Mat>, float[]>? liken)
    {
        // What is still cannot change: after the first looks it is enough to look now and then, as for light that creeps.
        if (++_stillFrames <= FirstLooks || _stillFrames % LookEvery == 0 || still < BorderPatience && _isObstructed)
            Look(image, still, liken);
        if (_isObstructed)
            return new TrayView(TrayState.Moving, []);
        foreach (var outline in _outlines)
            foreach (var item in outline.Items)
                _crops.Add(CutOne(image, item));
        return new TrayView(_crops.Count > 0 ? TrayState.Still : TrayState.Empty, _crops);
    }

    private void Look(Mat image, TimeSpan still, Func<IReadOnlyList<Mat>, float[]>? liken)
    {
        var differing = _tray.Segment(_small, Options.ItemThreshold, _mask);
        _isObstructed = differing > Options.MaxItemShare * _small.Width * _small.Height;
        if (_isObstructed)
        {
            if (still >= RelearnAfter)
                StartLearning();
            return;
        }
        FindItems();
        _isObstructed = still < BorderPatience && _found.Any(item => TouchesBorder(item.Box));
        if (_isObstructed)
            return;
        Part(image, liken);
        Follow();
    }

    /// <summary>From outlines to items: those of an outline that has not changed stay as they are.</summary>
    private void Part(Mat image, Func<IReadOnlyList<Mat>, float[]>? liken)
    {
        _emptyTray?.Dispose();
        _emptyTray = _tray.ToPicture(_small.Size());
        var outlines = new List<Outline>(_found.Count);
        foreach (var (box, area, labels) in _found)
        {
            var known = _outlines.Find(outline => outline.IsAt(box, area, Wandering));
            if (known is not null)
                _outlines.Remove(known);
            outlines.Add(known ?? Outline(image, box, area, labels, liken));
        }
        foreach (var outline in _outlines)
            outline.Dispose();
        _outlines = outlines;
    }

    private Outline Outline(Mat image, Rect box, int area, int[] labels, Func<IReadOnlyList<Mat>, float[]>? liken)
    {
        using var mask = OutlineMask(box, labels);
        // Tight, with a border, as the splitter wants it.
        using var framed = new Mat();
        Cv2.CopyMakeBorder(mask, framed, 1, 1, 1, 1, BorderTypes.Constant, Scalar.Black);
        var smallest = Options.MinItemShare * _small.Width * _small.Height;
        using var parts = liken is null ? null : _splitter.Split(framed, 2 * smallest);
        if (parts is null)
            return new Outline(box, area, [new OutlinedItem(box, null)]);
        var choice = new PartChoice(framed, parts, part => Item(framed, part, box));
        return new Outline(box, area, choice.Items(candidates =>
        {
            var crops = candidates.Select(item => CutOne(image, item)).ToList();
            var similarities = liken!([.. crops.Select(crop => crop.Image)]);
            foreach (var crop in crops)
                crop.Dispose();
            return similarities;
        }));
    }

    /// <summary>Where some of the labels are, without small holes; of the box's size.</summary>
    private Mat OutlineMask(Rect box, int[] labels)
    {
        var mask = new Mat(box.Size, MatType.CV_8UC1, Scalar.Black);
        using var place = new Mat(_labels, box);
        using var one = new Mat();
        foreach (var label in labels)
        {
            Cv2.Compare(place, new Scalar(label), one, CmpTypes.EQ);
            Cv2.BitwiseOr(mask, one, mask);
        }
        Cv2.FindContours(mask, out var contours, out var order, RetrievalModes.CComp, ContourApproximationModes.ApproxSimple);
        var small = 2 * Options.MinItemShare * _small.Width * _small.Height;
        for (var i = 0; i < contours.Length; i++)
            if (order[i].Parent >= 0 && Cv2.ContourArea(contours[i]) < small)
                Cv2.DrawContours(mask, contours, i, Scalar.White, -1);
        return mask;
    }

    /// <param name="part">Of the outline's framed mask.</param>
    private OutlinedItem Item(Mat framed, Mat part, Rect box)
    {
        Cv2.FindContours(part, out var contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        var own = Cv2.BoundingRect(contours.SelectMany(contour => contour));
        using var others = new Mat();
        using var near = new Mat();
        Cv2.Dilate(part, near, _closing);
        Cv2.Subtract(framed, near, others);
        // In the small picture's own place.
        var neighbours = new Mat(_small.Size(), MatType.CV_8UC1, Scalar.Black);
        using (var place = new Mat(neighbours, box))
        using (var inside = new Mat(others, new Rect(1, 1, box.Width, box.Height)))
            inside.CopyTo(place);
        return new OutlinedItem(new Rect(box.X + own.X - 1, box.Y + own.Y - 1, own.Width, own.Height), neighbours);
    }

    /// <summary>From the mask to boxes in the small picture, left to right.</summary>
    private void FindItems()
    {
        _found.Clear();
        Cv2.MedianBlur(_mask, _mask, 5);
        Cv2.MorphologyEx(_mask, _mask, MorphTypes.Close, _closing);
        var count = Cv2.ConnectedComponentsWithStats(_mask, _labels, _stats, _centroids);
        var smallest = Options.MinItemShare * _small.Width * _small.Height;
        // Row 0 is the background.
        for (var label = 1; label < count; label++)
        {
            var area = Stat(label, ConnectedComponentsTypes.Area);
            var box = new Rect(Stat(label, ConnectedComponentsTypes.Left), Stat(label, ConnectedComponentsTypes.Top),
                Stat(label, ConnectedComponentsTypes.Width), Stat(label, ConnectedComponentsTypes.Height));
            // The box, not the area: of an item in the tray's own colour only the outline differs.
            if (area >= smallest / 2 && (double)box.Width * box.Height >= smallest)
                _found.Add((box, area, [label]));
        }
        JoinParts();
        _found.Sort((a, b) => b.Area.CompareTo(a.Area));
        if (_found.Count > Options.MaxItems)
            _found.RemoveRange(Options.MaxItems, _found.Count - Options.MaxItems);
        _found.Sort((a, b) => (a.Box.X, a.Box.Y).CompareTo((b.Box.X, b.Box.Y)));
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

    private bool TouchesBorder(Rect box) => box.X <= 0 || box.Y <= 0 || box.Right >= _small.Width || box.Bottom >= _small.Height;

    private void Follow()
    {
        Cv2.Dilate(_mask, _mask, _around);
        _tray.Adapt(_small, _mask, (float)Math.Clamp((_seenAt - _adaptedAt) / AdaptOver, 0, 0.2));
        _adaptedAt = _seenAt;
    }

    private Crop CutOne(Mat image, OutlinedItem item)
    {
        var box = item.Box;
        double across = (double)image.Width / _small.Width, down = (double)image.Height / _small.Height;
        var padding = Options.Padding * Math.Max(box.Width * across, box.Height * down);
        int left = (int)Math.Max(0, box.X * across - padding), top = (int)Math.Max(0, box.Y * down - padding);
        int right = (int)Math.Min(image.Width, Math.Ceiling(box.Right * across + padding));
        int bottom = (int)Math.Min(image.Height, Math.Ceiling(box.Bottom * down + padding));
        var place = new Rect(left, top, right - left, bottom - top);
        return new Crop(new PixelBox(place.X, place.Y, place.Width, place.Height),
            item.Neighbours is { } neighbours && _emptyTray is { } tray ? () => Alone(image, place, neighbours, tray) : () => new Mat(image, place));
    }

    /// <summary>A copy of a place in the frame with the empty tray where its neighbours are.</summary>
    private static Mat Alone(Mat image, Rect place, Mat neighbours, Mat tray)
    {
        var alone = new Mat(image, place).Clone();
        double across = (double)neighbours.Width / image.Width, down = (double)neighbours.Height / image.Height;
        int left = (int)(place.X * across), top = (int)(place.Y * down);
        var small = new Rect(left, top, Math.Min(neighbours.Width, (int)Math.Ceiling(place.Right * across)) - left,
            Math.Min(neighbours.Height, (int)Math.Ceiling(place.Bottom * down)) - top);
        using var mask = new Mat(neighbours, small).Resize(place.Size, 0, 0, InterpolationFlags.Linear);
        using var empty = new Mat(tray, small).Resize(place.Size, 0, 0, InterpolationFlags.Linear);
        Cv2.Threshold(mask, mask, 127, 255, ThresholdTypes.Binary);
        empty.CopyTo(alone, mask);
        return alone;
    }

    private void Release()
    {
        foreach (var crop in _crops)
            crop.Dispose();
        _crops.Clear();
    }
}
