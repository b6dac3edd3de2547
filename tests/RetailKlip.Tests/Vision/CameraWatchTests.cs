using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

/// <summary>Rendered trays in front of a live camera of fifteen pictures a second, and everything that may happen to it.</summary>
public sealed class CameraWatchTests : IDisposable
{
    private const double FramesPerSecond = 15;

    private static readonly TrayScene Scene = TrayScene.Random(DemoCatalogue.Products, 4, seed: 7);
    private static readonly Lazy<Mat> Empty = new(() => ToMat(Scene.RenderEmpty()));
    private static readonly Lazy<Mat> Laid = new(() => ToMat(Scene.Render()));

    private readonly FakeTimeProvider _time = new();
    private readonly Cropper _cropper = new();
    private readonly CameraWatch _watch;
    private readonly Mat _noise = new(720, 1280, MatType.CV_16SC3);
    private long _sequence;

    public CameraWatchTests() => _watch = new CameraWatch(CameraSource.Parse("0"), time: _time);

    [Theory]
    [InlineData(CameraFaultKind.Black, "lens")]
    [InlineData(CameraFaultKind.Overexposed, "exposure")]
    [InlineData(CameraFaultKind.Covered, "clear its view")]
    [InlineData(CameraFaultKind.Moved, "learnt anew")]
    [InlineData(CameraFaultKind.WrongResolution, "instead of 1280×720")]
    [InlineData(CameraFaultKind.Frozen, "opened again")]
    public void Each_fault_is_found_within_two_seconds_told_with_its_remedy_and_over_by_itself(CameraFaultKind kind, string remedy)
    {
        LearnTray();
        Assert.True(Show(Laid.Value, 1).IsTrusted);
        using var spoilt = Spoil(Laid.Value, kind);

        var foundAfter = Until(spoilt, verdict => verdict.Fault is not null, noise: kind == CameraFaultKind.Frozen ? 0 : 1.5);
        var fault = _watch.Verdict.Fault!;
        var still = Show(spoilt, 3, noise: kind == CameraFaultKind.Frozen ? 0 : 1.5);
        var overAfter = Until(Laid.Value, verdict => verdict.Fault is null);

        Assert.Equal(kind, fault.Kind);
        Assert.InRange(foundAfter, 0.3, 2);
        Assert.Contains("camera 0", fault.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Reason);
        // Said once, as it was found: numbers that change would flicker.
        Assert.Same(fault, still.Fault);
        Assert.InRange(overAfter, 0.3, 2);
        Assert.True(_watch.Verdict.IsTrusted);
    }

    [Theory]
    [InlineData(CameraFaultKind.Black)]
    [InlineData(CameraFaultKind.Overexposed)]
    [InlineData(CameraFaultKind.Covered)]
    [InlineData(CameraFaultKind.Moved)]
    [InlineData(CameraFaultKind.WrongResolution)]
    public void No_bad_picture_is_trusted_from_the_first_one_on(CameraFaultKind kind)
    {
        LearnTray();
        Show(Laid.Value, 1);
        using var spoilt = Spoil(Laid.Value, kind);

        for (var i = 0; i < 30; i++)
            Assert.False(See(spoilt).IsTrusted);
    }

    [Fact]
    public void A_camera_that_sends_nothing_is_unplugged_and_comes_back()
    {
        LearnTray();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_watch.Verdict.Fault);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CameraFaultKind.Unplugged, _watch.Verdict.Fault?.Kind);
        Assert.Contains("cable", _watch.Verdict.Fault!.Reason, StringComparison.Ordinal);
        Assert.False(See(Laid.Value).IsTrusted);
        Assert.InRange(Until(Laid.Value, verdict => verdict.Fault is null), 0.3, 2);
    }

    [Fact]
    public void A_driver_that_gives_its_few_buffers_in_turn_is_frozen_too()
    {
        LearnTray();
        using var first = Noisy(Laid.Value, 1.5);
        using var second = Noisy(Laid.Value, 1.5);
        using var third = Noisy(Laid.Value, 1.5);
        var buffers = new[] { first, second, third };

        CameraVerdict last = _watch.Verdict;
        for (var i = 0; i < 30; i++)
            last = See(buffers[i % 3], noise: 0);

        Assert.Equal(CameraFaultKind.Frozen, last.Fault?.Kind);
        Assert.True(last.IsRepeat);
    }

    [Fact]
    public void A_live_camera_that_looks_at_a_tray_at_rest_is_not_frozen_even_through_coarse_jpegs()
    {
        LearnTray();
        for (var i = 0; i < 40; i++)
        {
            using var noisy = Noisy(Laid.Value, 1.5);
            using var sent = Cv2.ImDecode(noisy.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 50)), ImreadModes.Color);
            var verdict = See(sent, noise: 0);
            Assert.False(verdict.IsRepeat, $"change {verdict.Measures.Change}");
            Assert.Null(verdict.Fault);
        }
    }

    [Fact]
    public void A_recording_may_stand_still_pause_and_have_any_size()
    {
        using var watch = new CameraWatch(CameraSource.Parse("tray.avi"), time: _time);
        using var small = Laid.Value.Resize(new Size(640, 360));
        foreach (var picture in new[] { Laid.Value, small })
            for (var i = 0; i < 60; i++)
            {
                using var frame = new Frame(_sequence, At(_sequence++), picture.Clone());
                Assert.True(watch.See(frame).IsTrusted);
            }
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(watch.Verdict.Fault);
    }

    [Theory]
    [InlineData(20, 0, 0, 1)]
    [InlineData(0, 20, 0, 1)]
    [InlineData(-60, 40, 0, 1)]
    [InlineData(300, 0, 0, 1)]
    [InlineData(0, 0, 3, 1)]
    [InlineData(0, 0, 0, 1.06)]
    public void A_camera_that_was_pushed_turned_or_zoomed_has_moved_with_or_without_items(
        int right, int down, double degrees, double zoom)
    {
        LearnTray();
        foreach (var tray in new[] { Empty.Value, Laid.Value })
        {
            using var moved = Warp(tray, right, down, degrees, zoom);

            Assert.InRange(Until(moved, verdict => verdict.Fault is not null), 0.3, 2);
            Assert.Equal(CameraFaultKind.Moved, _watch.Verdict.Fault?.Kind);
            Until(tray, verdict => verdict.Fault is null);
        }
    }

    [Fact]
    public void The_shift_of_a_moved_camera_is_measured()
    {
        LearnTray();
        using var moved = Warp(Laid.Value, 40, 24, 0, 1);
        Until(moved, verdict => verdict.Fault is not null);

        Assert.InRange(_watch.Verdict.Fault!.Measured.Shift ?? 0, 38, 56);
    }

    [Fact]
    public void A_moved_camera_is_right_again_once_its_tray_is_learnt_anew()
    {
        LearnTray();
        using var moved = Warp(Empty.Value, 80, 30, 0, 1);
        Until(moved, verdict => verdict.Fault is not null);

        _watch.Forget();
        _cropper.Reset();
        LearnTray(moved);

        Assert.True(Show(moved, 2).IsTrusted);
        Assert.Equal(CameraFaultKind.Moved, Show(Empty.Value, 2).Fault?.Kind);
    }

    [Fact]
    public void Hands_that_lay_a_tray_under_drifting_light_raise_no_alarm()
    {
        var script = TrayScript.Demo(framesPerSecond: 5);
        var number = 0;
        foreach (var picture in script.Frames())
        {
            using var drawn = ToMat(picture);
            drawn.ConvertTo(drawn, -1, 0.8 + 0.3 * Math.Sin(number++ / 20.0));
            using var frame = new Frame(_sequence, At(3 * _sequence++), drawn.Clone());
            var verdict = _watch.See(frame);
            Assert.True(verdict.IsTrusted, $"{number}: {verdict.Measures}");
            if (_cropper.See(frame).State == TrayState.Empty)
                Learn();
        }
        Assert.True(_watch.Landmarks > 20, $"{_watch.Landmarks} landmarks");
    }

    [Fact]
    public void Real_photographs_are_neither_black_nor_overexposed_nor_without_detail()
    {
        var photos = Directory.EnumerateFiles(Shared.Folder("data/grocery-store/dataset"), "*.jpg", SearchOption.AllDirectories)
            .Where(path => path.Contains("test", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Where((_, i) => i % 40 == 0).ToList();
        Assert.NotEmpty(photos);
        foreach (var path in photos)
        {
            using var watch = new CameraWatch(CameraSource.Parse("0"));
            using var frame = new Frame(0, At(0), Pictures.Read(path));
            var verdict = watch.See(frame);
            Assert.True(verdict.IsTrusted, $"{path}: {verdict.Measures}");
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _cropper.Dispose();
        _noise.Dispose();
    }

    private static DateTimeOffset At(long number) => DateTimeOffset.UnixEpoch + number * TimeSpan.FromSeconds(1 / FramesPerSecond);

    private static Mat ToMat(Picture picture)
    {
        var mat = new Mat(picture.Height, picture.Width, MatType.CV_8UC3);
        Marshal.Copy(picture.Bgr, 0, mat.Data, picture.Bgr.Length);
        return mat;
    }

    private static Mat Spoil(Mat tray, CameraFaultKind kind)
    {
        switch (kind)
        {
            case CameraFaultKind.Black:
                return new Mat(tray.Size(), MatType.CV_8UC3, Scalar.All(4));
            case CameraFaultKind.Overexposed:
                var bright = new Mat();
                tray.ConvertTo(bright, -1, 2.5);
                return bright;
            case CameraFaultKind.Covered:
                // A palm close to the lens: far out of focus, lit from the side.
                using (var side = new Mat(1, 2, MatType.CV_8UC3, new Scalar(90, 110, 150)))
                {
                    side.Set(0, 1, new Vec3b(60, 75, 105));
                    return side.Resize(tray.Size());
                }
            case CameraFaultKind.Moved:
                return Warp(tray, 60, 25, 2, 1);
            case CameraFaultKind.WrongResolution:
                return tray.Resize(new Size(640, 480));
            default:
                return tray.Clone();
        }
    }

    private static Mat Warp(Mat tray, int right, int down, double degrees, double zoom)
    {
        using var transform = Cv2.GetRotationMatrix2D(new Point2f(tray.Width / 2f, tray.Height / 2f), degrees, zoom);
        transform.Set(0, 2, transform.At<double>(0, 2) + right);
        transform.Set(1, 2, transform.At<double>(1, 2) + down);
        var moved = new Mat();
        Cv2.WarpAffine(tray, moved, transform, tray.Size(), InterpolationFlags.Linear, BorderTypes.Reflect101);
        return moved;
    }

    private Mat Noisy(Mat picture, double noise)
    {
        var noisy = new Mat();
        using var grain = _noise.Size() == picture.Size() ? _noise.Clone() : new Mat(picture.Size(), MatType.CV_16SC3);
        Cv2.Randn(grain, Scalar.All(0), Scalar.All(noise));
        Cv2.Add(picture, grain, noisy, dtype: MatType.CV_8U);
        return noisy;
    }

    private CameraVerdict See(Mat picture, double noise = 1.5)
    {
        _time.Advance(TimeSpan.FromSeconds(1 / FramesPerSecond));
        using var frame = new Frame(_sequence, At(_sequence++), noise > 0 ? Noisy(picture, noise) : picture.Clone());
        var verdict = _watch.See(frame);
        if (verdict.IsTrusted && _cropper.See(frame).State == TrayState.Empty && _watch.Landmarks == 0)
            Learn();
        return verdict;
    }

    private CameraVerdict Show(Mat picture, double seconds, double noise = 1.5)
    {
        var last = See(picture, noise);
        for (var i = 1; i < seconds * FramesPerSecond; i++)
            last = See(picture, noise);
        return last;
    }

    /// <returns>Seconds of the stream until it came to that; 10 where it did not.</returns>
    private double Until(Mat picture, Predicate<CameraVerdict> wanted, double noise = 1.5)
    {
        for (var i = 1; i < 10 * FramesPerSecond; i++)
            if (wanted(See(picture, noise)))
                return i / FramesPerSecond;
        return 10;
    }

    private void LearnTray(Mat? tray = null)
    {
        Show(tray ?? Empty.Value, 1);
        Assert.True(_watch.Landmarks > 20, $"{_watch.Landmarks} landmarks");
    }

    private void Learn()
    {
        using var tray = _cropper.RememberTray();
        _watch.Learn(tray!);
    }
}
