using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>A camera above the demo shop's tray, drawn beforehand: three items at a time lie still a while and are gone again.</summary>
internal sealed class DrawnTrays : IDisposable
{
    public const int ItemsPerTray = 3;

    private const int FramesPerSecond = 15;
    private const int Trays = 6;

    // Long enough for the cropper to see the tray empty, and for items to settle.
    private const int EmptyFrames = 15;
    private const int StillFrames = 20;

    // One light for all trays, as in front of one camera.
    private const int Light = 1;

    private readonly Mat _empty = ToMat(new TrayScene([], Light).RenderEmpty());
    private readonly List<(Mat Picture, IReadOnlyList<TrueItem> Truth)> _trays = [];

    public DrawnTrays(Action<int> done)
    {
        for (var seed = 1; seed <= Trays; seed++)
        {
            var scene = new TrayScene(TrayScene.Random(DemoCatalogue.Products, ItemsPerTray, seed).Items, Light);
            _trays.Add((ToMat(scene.Render()), scene.Truth));
            done(1);
        }
    }

    public static int Count => Trays;

    /// <summary>Frames in order, with what lies on the tray; the caller disposes each frame, which holds a view of a drawing.</summary>
    public IEnumerable<(Frame Frame, int Tray, IReadOnlyList<TrueItem> Truth)> Frames(int count)
    {
        for (var sequence = 0; sequence < count; sequence++)
        {
            var (tray, phase) = Math.DivRem(sequence, EmptyFrames + StillFrames);
            var (full, truth) = _trays[tray % Trays];
            var picture = phase < EmptyFrames ? _empty : full;
            var capturedAt = DateTimeOffset.UnixEpoch.AddSeconds((double)sequence / FramesPerSecond);
            yield return (new Frame(sequence, capturedAt, picture.SubMat(0, picture.Rows, 0, picture.Cols)), tray, truth);
        }
    }

    public void Dispose()
    {
        _empty.Dispose();
        foreach (var (picture, _) in _trays)
            picture.Dispose();
    }

    public static Mat ToMat(Picture picture)
    {
        using var pixels = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        return pixels.Clone();
    }
}
