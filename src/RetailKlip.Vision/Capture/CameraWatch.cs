using System.Globalization;
using System.Runtime.InteropServices;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Tells whether a camera's pictures can be believed: whether they come at all, have the right size, are neither black nor white,
/// change as a live sensor's do, and show the tray where it was learnt. Time is that of the frames. A bad picture is at once not
/// trusted; only what lasts is a fault. For any thread.
/// </summary>
/// <remarks>
/// Recordings, picture files and drawn pictures may stand still, pause and have any size: they are never called frozen or unplugged,
/// and their size is judged only where one was set.
/// </remarks>
public sealed class CameraWatch : IDisposable
{
    // Pixels of the longer side of the small copy, as the cropper's.
    private const int SmallSide = 320;

    // One row in so many is compared with the frame before: every pixel of it, since averages hide noise.
    private const int RowStep = 8;

    // Drivers that hang give their last picture, or the few of their buffers in turn.
    private const int Remembered = 8;

    // With fewer marks of the known tray in place another one is not learnt unless the old one is forgotten.
    private const double LeastToFollow = 0.6;

    // Pictures with this share of the empty tray's detail are clear.
    private const double ClearShare = 0.5;

    // Between two pictures no more than this counts, however far the clock jumps.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(0.5);

    private readonly CameraSource _source;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Mat _wide = new();
    private readonly Mat _small = new();
    private readonly Mat _grey = new();
    private readonly Mat _rows = new();
    private readonly int[] _histogram = new int[256];
    private readonly ulong[] _recent = new ulong[Remembered];
    private TrayLandmarks? _tray;
    private double _trayDetail;
    private Size _expected;
    private long _seen;
    private long _seenAt;
    private DateTimeOffset _capturedAt;
    private TimeSpan _repeated;
    private TimeSpan _bad;
    private TimeSpan _good;
    private TimeSpan _other;
    private CameraFault? _fault;
    private CameraVerdict _verdict = new(null, false, false, default);

    public CameraWatch(CameraSource source, CameraWatchOptions? options = null, TimeProvider? time = null)
    {
        (_source, Options, _time) = (source, options ?? new CameraWatchOptions(), time ?? TimeProvider.System);
        _expected = new Size(Options.Width, Options.Height);
    }

    public CameraWatchOptions Options { get; }

    /// <summary>Marks of the empty tray that are known; at 0 a moved camera cannot be told.</summary>
    public int Landmarks
    {
        get
        {
            lock (_lock)
                return _tray?.Count ?? 0;
        }
    }

    /// <summary>The verdict on the newest picture, or that a live camera has sent none for too long: to be asked for now and then.</summary>
    public CameraVerdict Verdict
    {
        get
        {
            lock (_lock)
                return IsSilent ? Silent() : _verdict;
        }
    }

    private bool IsSilent => _source.IsLive && _seen > 0 && _time.GetElapsedTime(_seenAt) > Options.SilentAfter;

    /// <summary>Looks at the next frame; it stays the caller's.</summary>
    public CameraVerdict See(Frame frame)
    {
        lock (_lock)
        {
            var step = _seen == 0 ? TimeSpan.Zero : frame.CapturedAt - _capturedAt;
            step = step < TimeSpan.Zero ? TimeSpan.Zero : step > LongestStep ? LongestStep : step;
            (_capturedAt, _seenAt) = (frame.CapturedAt, _time.GetTimestamp());

            var image = frame.Image;
            var change = Change(image, out var isSame);
            isSame = _source.IsLive && _seen > 0 && (isSame || change < Options.LeastChange);
            _repeated = isSame ? _repeated + step : TimeSpan.Zero;
            _seen++;
            var measures = Measure(image, change);
            return _verdict = Conclude(Judge(measures), measures, step, isSame);
        }
    }

    /// <summary>Where the tray's landmarks are; to be told whenever the tray is seen empty, so that they follow the light.</summary>
    /// <param name="tray">8-bit BGR of any size, as from <see cref="Cropper.RememberTray"/>; stays the caller's.</param>
    public void Learn(Mat tray)
    {
        lock (_lock)
        {
            if (_fault is not null || _verdict.Measures.InPlace < LeastToFollow)
                return;
            using var grey = new Mat();
            using var small = new Mat();
            Cv2.Resize(tray, small, SmallSize(tray.Size()), interpolation: InterpolationFlags.Area);
            Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
            _tray = new TrayLandmarks(grey);
            _trayDetail = Detail(grey);
        }
    }

    /// <summary>
    /// As <see cref="Learn"/>, with a tray that was kept while the program did not run. A recording may be another by now: for it this does
    /// nothing.
    /// </summary>
    public void Recall(Mat tray)
    {
        if (_source.IsLive)
            Learn(tray);
    }

    /// <summary>Forgets the tray and the size of the pictures: what comes next is right. For a camera that was moved on purpose.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _tray = null;
            _expected = new Size(Options.Width, Options.Height);
            if (_fault?.Kind is CameraFaultKind.Moved or CameraFaultKind.Covered or CameraFaultKind.WrongResolution)
                _fault = null;
            _verdict = _verdict with { Fault = _fault };
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _tray = null;
            foreach (var mat in new[] { _wide, _small, _grey, _rows })
                mat.Dispose();
        }
    }

    private static Size SmallSize(Size size)
    {
        var scale = Math.Min(1, (double)SmallSide / Math.Max(size.Width, size.Height));
        return new Size(Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
    }

    /// <param name="isSame">Whether it is, to the bit, one of the last few.</param>
    private double? Change(Mat image, out bool isSame)
    {
        using var rows = Mat.FromPixelData(
            Math.Max(1, image.Height / RowStep), image.Width, MatType.CV_8UC3, image.Data, RowStep * image.Step());
        double? change = null;
        if (_seen > 0 && rows.Size() == _rows.Size())
            change = Cv2.Norm(rows, _rows, NormTypes.L1) / (3.0 * rows.Width * rows.Height);
        rows.CopyTo(_rows);
        var sum = Sum(_rows);
        isSame = _recent.Contains(sum);
        _recent[_seen % Remembered] = sum;
        return change;
    }

    private static unsafe ulong Sum(Mat rows)
    {
        var bytes = new ReadOnlySpan<byte>(rows.DataPointer, checked((int)(rows.Total() * rows.ElemSize())));
        var sum = 14695981039346656037;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            sum = (sum ^ word) * 0x9E3779B97F4A7C15 + (sum >> 29);
        return sum;
    }

    private FrameMeasures Measure(Mat image, double? change)
    {
        if (_expected.Width == 0 && _source.IsLive)
            _expected = image.Size();
        // Every other row is enough of what is made small; grey first, and by two and two, which is quickest.
        using (var rows = Mat.FromPixelData(Math.Max(1, image.Height / 2), image.Width, MatType.CV_8UC3, image.Data, 2 * image.Step()))
            Cv2.CvtColor(rows, _wide, ColorConversionCodes.BGR2GRAY);
        Cv2.Resize(_wide, _small, new Size(Math.Max(1, _wide.Width / 2), Math.Max(1, _wide.Height / 2)),
            interpolation: InterpolationFlags.Area);
        Cv2.Resize(_small, _grey, SmallSize(image.Size()), interpolation: InterpolationFlags.Area);
        var (bright, clipped) = Levels(_grey);
        Cv2.Blur(_grey, _grey, new Size(3, 3));
        double? inPlace = null, shift = null;
        if (_tray is { Count: > 0 } tray && tray.Size == _grey.Size())
        {
            inPlace = tray.InPlace(_grey);
            if (inPlace < Options.LeastInPlace)
                shift = tray.Shift(_grey) * image.Width / _grey.Width;
        }
        return new FrameMeasures(image.Width, image.Height, bright, clipped, Detail(_grey), change, inPlace, shift);
    }

    private unsafe (int Bright, double Clipped) Levels(Mat grey)
    {
        Array.Clear(_histogram);
        var length = grey.Width * grey.Height;
        for (var at = grey.DataPointer; at < grey.DataPointer + length; at++)
            _histogram[*at]++;
        var clipped = 0;
        for (var level = 250; level < 256; level++)
            clipped += _histogram[level];
        int bright = 255, above = 0;
        while (bright > 0 && (above += _histogram[bright]) * 20 < length)
            bright--;
        return (bright, (double)clipped / length);
    }

    private static unsafe double Detail(Mat grey)
    {
        int width = grey.Width, height = grey.Height;
        long sum = 0;
        for (var y = 0; y < height - 1; y++)
        {
            var row = grey.DataPointer + y * width;
            for (var x = 0; x < width - 1; x++)
                sum += Math.Abs(row[x + 1] - row[x]) + Math.Abs(row[x + width] - row[x]);
        }
        return sum / (2.0 * Math.Max(1, (width - 1) * (height - 1)));
    }

    private CameraFaultKind? Judge(in FrameMeasures measures) =>
        _expected.Width > 0 && (measures.Width, measures.Height) != (_expected.Width, _expected.Height) ? CameraFaultKind.WrongResolution
        : measures.Bright < Options.LeastBright ? CameraFaultKind.Black
        : measures.Clipped > Options.MostClipped ? CameraFaultKind.Overexposed
        : _repeated >= Options.FrozenAfter ? CameraFaultKind.Frozen
        : measures.Detail < Options.LeastDetail ? CameraFaultKind.Covered
        : !(measures.InPlace < Options.LeastInPlace) ? null
        : measures.Shift is null && measures.Detail < ClearShare * _trayDetail ? CameraFaultKind.Covered
        : CameraFaultKind.Moved;

    private CameraVerdict Conclude(CameraFaultKind? kind, in FrameMeasures measures, TimeSpan step, bool isRepeat)
    {
        _good = kind is null ? _good + step : TimeSpan.Zero;
        _bad = kind is null ? TimeSpan.Zero : _bad + step;
        // A standing fault turns into another one when that has lasted, too.
        _other = kind is { } now && _fault is { } before && before.Kind != now ? _other + step : TimeSpan.Zero;
        if (kind is null)
            _fault = _good >= Options.RecoverAfter ? null : _fault;
        // What is frozen has lasted already.
        else if (_fault is null ? _bad >= Options.ConfirmAfter || kind == CameraFaultKind.Frozen : _other >= Options.ConfirmAfter)
            _fault = new CameraFault(kind.Value, Reason(kind.Value, measures), measures);
        return new CameraVerdict(_fault, _fault is null && kind is null, isRepeat, measures);
    }

    private CameraVerdict Silent()
    {
        if (_fault?.Kind != CameraFaultKind.Unplugged)
            _fault = new CameraFault(CameraFaultKind.Unplugged, Reason(CameraFaultKind.Unplugged, _verdict.Measures), _verdict.Measures);
        (_good, _bad, _other) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        return _verdict = new CameraVerdict(_fault, false, false, _verdict.Measures);
    }

    private string Reason(CameraFaultKind kind, in FrameMeasures measures) => $"'{_source}' " + kind switch
    {
        CameraFaultKind.Unplugged =>
            Text($"has sent no picture for {Options.SilentAfter.TotalSeconds:0.#} s: check its cable, power and network."),
        CameraFaultKind.WrongResolution =>
            Text($"gives pictures of {measures.Width}×{measures.Height} instead of {_expected.Width}×{_expected.Height}: ")
            + "set it to that size, or the configured size to what it gives.",
        CameraFaultKind.Black =>
            Text($"shows black: its bright parts reach {measures.Bright} of 255, a lit tray {Options.LeastBright} at least: ")
            + "switch on the light, take off what covers the lens.",
        CameraFaultKind.Overexposed =>
            Text($"is overexposed: {measures.Clipped:P0} of the picture is white, at most {Options.MostClipped:P0} may be: ")
            + "shade the tray, or set the camera to automatic exposure.",
        CameraFaultKind.Frozen =>
            Text($"has repeated its pictures for {_repeated.TotalSeconds:0.#} s, which a live camera's noise does not allow: ")
            + "it is opened again; if that does not help, unplug it and plug it in again.",
        CameraFaultKind.Covered => (measures.InPlace is { } inPlace
                ? Text($"is covered or blurred: {inPlace:P0} of {_tray!.Count} marks of the tray are seen, ")
                    + Text($"{Options.LeastInPlace:P0} must be; detail is {measures.Detail:0.0}, of the empty tray {_trayDetail:0.0}: ")
                : Text($"is covered or blurred: detail is {measures.Detail:0.0}, any tray's is {Options.LeastDetail:0.0} at least: "))
            + "clear its view, clean the lens.",
        _ => (measures.Shift is { } shift ? Text($"has moved by about {shift:0} pixels: ")
                : "looks elsewhere, or something large hides the tray: ")
            + Text($"{measures.InPlace:P0} of {_tray!.Count} marks of the tray are in place, {Options.LeastInPlace:P0} must be: ")
            + "put it back and clear its view, or clear the tray and have it learnt anew.",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
