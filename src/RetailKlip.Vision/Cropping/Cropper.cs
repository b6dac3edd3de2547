using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Cuts items from the frames of a camera above a tray: learns the empty tray, waits until nothing moves, takes what differs
/// from the tray, one crop an item, turned upright. Works on a small copy of the frame; only the boxes are full size. Not for several threads at once.
/// </summary>
public sealed class Cropper : IDisposable
{
    // How long something that reaches over the border may rest until it is taken for an item instead of an arm.
    private static readonly TimeSpan BorderPatience = TimeSpan.FromSeconds(2);

    // How long a changed view must rest until it is taken for a moved camera or other light, and learnt anew.
    private static readonly TimeSpan RelearnAfter = TimeSpan.FromSeconds(5);

    // Time constant of following the light.
    private static readonly TimeSpan AdaptOver = TimeSpan.FromSeconds(8);

    private const int FirstLooks = 4;
    private const int LookEvery = 8;

    private readonly TrayBackground _tray = new();
    private readonly Mat _small = new();
    private readonly Mat _anchor = new();
    private readonly Mat _difference = new();
    private readonly Mat _mask = new();
    private readonly Mat _around = Cv2.GetStructuringElement(MorphShapes.Rect, new Size(9, 9));
    private readonly List<Crop> _crops = [];
    private readonly TrayItems _items;
    private UprightCut _cut = new(default, 0);
    private Mat? _emptyTray;
    private Mat? _recalled;
    private Size _frameSize;
    private bool _isLearning;
    private DateTimeOffset _stillSince;
    private DateTimeOffset _seenAt;
    private DateTimeOffset _adaptedAt;
    private int _stillFrames;
    private bool _isObstructed;

    public Cropper(CropperOptions? options = null)
    {
        Options = options ?? new CropperOptions();
        _items = new TrayItems(Options);
    }

    public CropperOptions Options { get; }

    /// <summary>Looks at the next frame; frames come in the order of their capture times.</summary>
    /// <param name="liken">How much each of some crops is like anything known, as a similarity; called where what was found may be one
    /// item or several that touch. Without it, and without a detector, an outline is one.</param>
    /// <param name="detector">Parts items that touch; stays the caller's.</param>
    /// <returns>Crops are valid while <paramref name="frame"/> lives, and until the next call.</returns>
    public TrayView See(Frame frame, Func<IReadOnlyList<Mat>, float[]>? liken = null, ItemDetector? detector = null)
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
        return still < Options.StillFor ? new TrayView(TrayState.Moving, []) : Cut(image, still, liken, detector);
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
        _items.Dispose();
        _cut.Dispose();
        _recalled?.Dispose();
        foreach (var mat in new[] { _small, _anchor, _difference, _mask, _around })
            mat.Dispose();
    }

    private void Begin(Size frameSize)
    {
        _frameSize = frameSize;
        var scale = Math.Min(1, (double)Options.WorkingSide / Math.Max(frameSize.Width, frameSize.Height));
        var size = new Size(Math.Max(1, (int)Math.Round(frameSize.Width * scale)), Math.Max(1, (int)Math.Round(frameSize.Height * scale)));
        _small.Create(size, MatType.CV_8UC3);
        _mask.Create(size, MatType.CV_8UC1);
        _cut.Dispose();
        _cut = new UprightCut(size, Options.Padding);
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
        _items.Forget();
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

    private TrayView Cut(Mat image, TimeSpan still, Func<IReadOnlyList<Mat>, float[]>? liken, ItemDetector? detector)
    {
        // What is still cannot change: after the first looks it is enough to look now and then, as for light that creeps.
        if (++_stillFrames <= FirstLooks || _stillFrames % LookEvery == 0 || still < BorderPatience && _isObstructed)
            Look(image, still, liken, detector);
        if (_isObstructed)
            return new TrayView(TrayState.Moving, []);
        foreach (var item in _items.Items)
            _crops.Add(_cut.Of(image, item, _items.Laid, _emptyTray!));
        return new TrayView(_crops.Count > 0 ? TrayState.Still : TrayState.Empty, _crops);
    }

    private void Look(Mat image, TimeSpan still, Func<IReadOnlyList<Mat>, float[]>? liken, ItemDetector? detector)
    {
        var differing = _tray.Segment(_small, Options.ItemThreshold, _mask);
        _isObstructed = differing > Options.MaxItemShare * _small.Width * _small.Height;
        if (_isObstructed)
        {
            if (still >= RelearnAfter)
                StartLearning();
            return;
        }
        _items.Find(_mask);
        _isObstructed = still < BorderPatience && _items.ReachBorder;
        if (_isObstructed)
            return;
        Part(image, liken, detector);
        Follow();
    }

    private void Part(Mat image, Func<IReadOnlyList<Mat>, float[]>? liken, ItemDetector? detector)
    {
        _emptyTray?.Dispose();
        var tray = _emptyTray = _tray.ToPicture(_small.Size());
        _items.Part(_mask, detector is null ? null : () => detector.Detect(_small, tray), liken is null ? null : candidates =>
        {
            var crops = candidates.Select(item => _cut.Of(image, item, _items.Laid, tray)).ToList();
            var similarities = liken([.. crops.Select(crop => crop.Image)]);
            foreach (var crop in crops)
                crop.Dispose();
            return similarities;
        });
    }

    private void Follow()
    {
        Cv2.Dilate(_mask, _mask, _around);
        _tray.Adapt(_small, _mask, (float)Math.Clamp((_seenAt - _adaptedAt) / AdaptOver, 0, 0.2));
        _adaptedAt = _seenAt;
    }

    private void Release()
    {
        foreach (var crop in _crops)
            crop.Dispose();
        _crops.Clear();
    }
}
