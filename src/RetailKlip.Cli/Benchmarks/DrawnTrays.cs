using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>A camera above the tray of the demo shop, drawn beforehand: trays with three items, each still for a while, follow each other.</summary>
internal sealed class DrawnTrays : IDisposable
{
    public const int ItemsPerTray = 3;

    private const int FramesPerSecond = 15;
    private const int Trays = 6;

    // Long enough that a tray is empty for the cropper, and that items settle.
    private const int EmptyFrames = 15;
    private const int StillFrames = 20;

    private readonly List<(Mat Empty, Mat Full, IReadOnlyList<TrueItem> Truth)> _trays = [];

    public DrawnTrays(Action<int> done)
    {
        for (var seed = 1; seed <= Trays; seed++)
        {
            var scene = TrayScene.Random(DemoCatalogue.Products, ItemsPerTray, seed);
            _trays.Add((ToMat(scene.RenderEmpty()), ToMat(scene.Render()), scene.Truth));
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
            var (empty, full, truth) = _trays[tray % Trays];
            var picture = phase < EmptyFrames ? empty : full;
            var capturedAt = DateTimeOffset.UnixEpoch.AddSeconds((double)sequence / FramesPerSecond);
            yield return (new Frame(sequence, capturedAt, picture.SubMat(0, picture.Rows, 0, picture.Cols)), tray, truth);
        }
    }

    public void Dispose()
    {
        foreach (var (empty, full, _) in _trays)
        {
            empty.Dispose();
            full.Dispose();
        }
    }

    public static Mat ToMat(Picture picture)
    {
        using var pixels = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
        return pixels.Clone();
    }
}
