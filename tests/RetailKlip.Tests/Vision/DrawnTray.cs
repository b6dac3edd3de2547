using System.Collections.Concurrent;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Vision;

/// <summary>
/// Frames of a made-up tray at 15 frames a second: brushed grey with a rim, sensor noise, boxes of colour with print on
/// them and soft shadows.
/// </summary>
internal sealed class DrawnTray(int width = 1280, int height = 720) : IDisposable
{
    private static readonly ConcurrentDictionary<(Size Size, double Deviation, int Index), Mat> Noises = [];
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Mat _tray = DrawTray(width, height);
    private readonly Mat _drawn = new();
    private string _drawnState = "";
    private long _sequence;

    /// <summary>Brightness of the lamp; 1 is as learnt.</summary>
    public double Light { get; set; } = 1;

    /// <summary>Standard deviation of the sensor's noise in grey levels.</summary>
    public double Noise { get; set; } = 4;

    public List<(Rect Box, Scalar Colour, bool Print)> Items { get; } = [];

    /// <summary>A forearm from the lower border up to this point.</summary>
    public Point? Hand { get; set; }

    public static Scalar Red { get; } = new(40, 40, 200);

    public static Scalar Green { get; } = new(60, 160, 50);

    public static Scalar Blue { get; } = new(190, 90, 30);

    public static Scalar White { get; } = new(245, 245, 245);

    public Frame Next()
    {
        var state = string.Join(' ', [.. Items.Select(item => $"{item}"), $"{Hand}", $"{Light}"]);
        if (state != _drawnState)
            Draw();
        _drawnState = state;
        var picture = new Mat();
        if (Noise > 0)
            Cv2.Add(_drawn, NoiseOf(_drawn.Size(), Noise, (int)(_sequence % 5)), picture, dtype: MatType.CV_8U);
        else
            _drawn.CopyTo(picture);
        var sequence = _sequence++;
        return new Frame(sequence, Start + sequence * TimeSpan.FromSeconds(1 / 15.0), picture);
    }

    /// <summary>Shows the cropper some frames.</summary>
    /// <returns>What it saw in the last one: state and boxes.</returns>
    public (TrayState State, List<PixelBox> Boxes) Show(Cropper cropper, int frames = 8)
    {
        (TrayState, List<PixelBox>) last = default;
        for (var i = 0; i < frames; i++)
        {
            using var frame = Next();
            var view = cropper.See(frame);
            last = (view.State, [.. view.Crops.Select(crop => crop.Box)]);
        }
        return last;
    }

    public void Dispose()
    {
        _tray.Dispose();
        _drawn.Dispose();
    }

    private void Draw()
    {
        _tray.CopyTo(_drawn);
        foreach (var (box, _, _) in Items)
            Shadow(_drawn, box);
        foreach (var (box, colour, print) in Items)
            DrawItem(_drawn, box, colour, print);
        if (Hand is { } hand)
            Cv2.Line(_drawn, new Point(hand.X, _drawn.Height + 50), hand, new Scalar(140, 170, 225), 110);
        if (Light != 1)
            _drawn.ConvertTo(_drawn, -1, Light);
    }

    private static Mat NoiseOf(Size size, double deviation, int index) => Noises.GetOrAdd((size, deviation, index), key =>
    {
        var noise = new Mat(key.Size, MatType.CV_16SC3);
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(key.Deviation));
        return noise;
    });

    private static Mat DrawTray(int width, int height)
    {
        using var rough = new Mat(height, width / 40, MatType.CV_8UC3);
        using var grain = Drawings.Noise(width / 40, height, seed: 11);
        grain.ConvertTo(rough, -1, 0.06, 165);
        var tray = rough.Resize(new Size(width, height));
        Cv2.Rectangle(tray, new Rect(20, 20, width - 40, height - 40), new Scalar(120, 122, 125), 6);
        return tray;
    }

    private static void Shadow(Mat picture, Rect box)
    {
        var place = new Rect(box.X - 10, box.Y - 10, box.Width + 60, box.Height + 60) & new Rect(0, 0, picture.Width, picture.Height);
        using var shade = new Mat(place.Size, MatType.CV_32FC3, Scalar.All(1));
        Cv2.Rectangle(shade, new Rect(box.X + 14 - place.X, box.Y + 16 - place.Y, box.Width, box.Height), Scalar.All(0.72), -1);
        Cv2.GaussianBlur(shade, shade, new Size(31, 31), 0);
        using var ground = new Mat(picture, place);
        using var wide = new Mat();
        ground.ConvertTo(wide, MatType.CV_32FC3);
        Cv2.Multiply(wide, shade, wide);
        wide.ConvertTo(ground, MatType.CV_8UC3);
    }

    private static void DrawItem(Mat picture, Rect box, Scalar colour, bool print)
    {
        Cv2.Rectangle(picture, box, colour, -1);
        if (!print)
            return;
        var label = new Rect(box.X + box.Width / 8, box.Y + box.Height / 6, box.Width * 3 / 4, box.Height / 4);
        Cv2.Rectangle(picture, label, Scalar.All(250), -1);
        for (var line = 0; line < 4; line++)
            Cv2.Line(picture, new Point(box.X + box.Width / 6, box.Y + box.Height * (5 + line) / 10),
                new Point(box.X + box.Width * (6 + line) / 10, box.Y + box.Height * (5 + line) / 10), Scalar.All(20), 3);
    }
}
