using System.Diagnostics;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Reads EAN-13, EAN-8, UPC-A and UPC-E in a picture: closely in its regions of parallel edges, then by scan lines over all of
/// it in several directions. What it returns, several lines agreed on; it would rather read nothing than a
/// wrong number.
/// </summary>
/// <remarks>
/// Work per frame is bounded by <see cref="Options"/>: beside recognition it runs on a thread of its own, over the newest frame. Memory is
/// kept from frame to frame; not for several threads at once.
/// </remarks>
public sealed class BarcodeReader(BarcodeReaderOptions? options = null) : IDisposable
{
    // Longest side of a region's upright copy, quiet zones included.
    private const int MostPatchPixels = 1600;
    private const int MostEnlargedPixels = 700;
    private const int PatchLines = 16;

    // Pixels of the picture along the bars: few where bars are tilted against the region, many against noise.
    private static readonly float[] AveragedPixels = [2, 8];

    // Faint spaces between blurred bars need the lower, bars with bright specks the higher.
    private static readonly float[] Swings = [0.12f, 0.3f];

    // Pixels of the picture to each side that count as a place's surroundings: some ten bars.
    private const int Surroundings = 48;

    private readonly BarRegionFinder _regions = new();
    private readonly ScanLine _line = new();
    private readonly LineDecoder _decoder = new();
    private readonly Mat _grey = new();
    private readonly Mat _turned = new();
    private readonly Mat _patch = new();
    private readonly Mat _smooth = new();
    private int _lines;

    public BarcodeReaderOptions Options { get; } = options ?? new();

    /// <param name="image">8-bit BGR (CV_8UC3) or grey (CV_8UC1), at least one pixel; may be a view into a larger picture.</param>
    /// <returns>From top to bottom; boxes in pixels of <paramref name="image"/>.</returns>
    /// <exception cref="ArgumentException">The picture is of another type or empty.</exception>
    public IReadOnlyList<Barcode> Read(Mat image)
    {
        if (image.Empty() || image.Type() != MatType.CV_8UC3 && image.Type() != MatType.CV_8UC1)
            throw new ArgumentException("A picture of at least one pixel in 8-bit BGR or grey is expected.", nameof(image));
        var started = Stopwatch.GetTimestamp();
        if (image.Channels() == 3)
            Cv2.CvtColor(image, _grey, ColorConversionCodes.BGR2GRAY);
        else
            image.CopyTo(_grey);

        _lines = 0;
        var votes = new BarcodeVotes(Options.Agreement);
        foreach (var region in _regions.Find(_grey).Take(Options.MaxRegions))
            if (!IsOver(started) && !votes.Covers(region.Centre))
                Look(region, votes);
        for (var direction = 0; direction < Options.Directions && !IsOver(started); direction++)
            Sweep(MathF.PI * direction / Options.Directions, votes);
        return votes.Result(image.Width, image.Height);
    }

    public void Dispose()
    {
        foreach (var mat in new[] { _grey, _turned, _patch, _smooth })
            mat.Dispose();
    }

    private bool IsOver(long started) =>
        Options.Patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(started) > Options.Patience;

    /// <summary>Scans the whole picture in one direction.</summary>
    private void Sweep(float angle, BarcodeVotes votes)
    {
        var centre = new Point2f(0.5f * (_grey.Width - 1), 0.5f * (_grey.Height - 1));
        if (angle == 0)
        {
            Scan(_grey, Options.LineDistance, new Upright(centre, 0, 1, _grey.Size()), Swings.AsSpan(0, 1), votes);
            return;
        }
        var (sin, cos) = MathF.SinCos(angle);
        float across = MathF.Abs(cos), down = MathF.Abs(sin);
        var size = new Size((int)(_grey.Width * across + _grey.Height * down) + 1, (int)(_grey.Width * down + _grey.Height * across) + 1);
        var upright = new Upright(centre, angle, 1, size);
        upright.Cut(_grey, _turned, InterpolationFlags.Linear);
        Scan(_turned, Options.LineDistance, upright, Swings.AsSpan(0, 1), votes);
    }

    /// <summary>Scans an enlarged upright copy of a region, with rows averaged along the bars.</summary>
    private void Look(BarRegion region, BarcodeVotes votes)
    {
        // Quiet zones, and a code of which a part was too faint to find.
        var length = 1.5f * region.Length + 20;
        var scale = Math.Clamp(MostEnlargedPixels / length, 0.5f, 3);
        scale = MathF.Min(scale, MostPatchPixels / MathF.Max(length, region.Height));
        var size = new Size((int)(length * scale), Math.Max(8, (int)(region.Height * scale)));
        var upright = new Upright(region.Centre, region.Angle, scale, size);
        upright.Cut(_grey, _patch, InterpolationFlags.Cubic);
        var distance = Math.Max(2, size.Height / PatchLines);
        var first = _lines;
        foreach (var averaged in AveragedPixels)
        {
            // The same rows, however many are averaged, are the same lines.
            _lines = first;
            Cv2.Blur(_patch, _smooth, new Size(1, Math.Max(1, (int)(averaged * scale))));
            Scan(_smooth, distance, upright, Swings, votes);
            if (votes.Covers(region.Centre))
                break;
        }
    }

    private unsafe void Scan(Mat picture, int distance, Upright upright, ReadOnlySpan<float> swings, BarcodeVotes votes)
    {
        int width = picture.Width, height = picture.Height;
        for (var y = distance / 2; y < height; y += distance, _lines++)
        {
            var row = new ReadOnlySpan<byte>((void*)picture.Ptr(y), width);
            foreach (var swing in swings)
            {
                _line.Find(row, (int)(Surroundings * upright.Scale), swing);
                if (_line.Count < LineDecoder.FewestEdges)
                    continue;
                Vote(_line.Edges(row, bySurroundings: false), y, width, upright, votes);
                if (swing == Swings[0])
                    Vote(_line.Edges(row, bySurroundings: true), y, width, upright, votes);
            }
        }
    }

    private void Vote(ReadOnlySpan<float> edges, int y, int width, Upright upright, BarcodeVotes votes)
    {
        _decoder.Read(edges, _line.StartsBright, width);
        foreach (var reading in _decoder.Readings)
            votes.Add(reading, _lines, upright.ToPicture(reading.From, y), upright.ToPicture(reading.To, y));
    }
}
