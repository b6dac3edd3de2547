using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Turns a picture of any size into what the encoder takes, as torchvision's CLIP transform does: resize with
/// antialiasing, centre crop, round to 8 bits, scale by mean and standard deviation, channels apart. Equal to the
/// reference within the rounding that Pillow does between its two passes.
/// </summary>
/// <remarks>
/// Two passes over only those pixels that survive the crop: down the columns first, since rows of bytes are what vectors
/// like, then along the rows. Weights and buffers are kept: a size seen before allocates nothing. Not for several threads at once.
/// </remarks>
public sealed class Preprocessing
{
    // Sizes whose weights are kept for each axis: items lying still come in the same few sizes frame after frame.
    private const int KeptSizes = 16;

    private readonly ResampleAxis[] _columns;
    private readonly ResampleAxis[] _rows;
    private readonly Vector128<float> _scale;
    private readonly Vector128<float> _offset;
    private float[] _line = [];
    private int _nextColumns;
    private int _nextRows;

    /// <exception cref="ArgumentException">The input's numbers are out of range.</exception>
    public Preprocessing(ModelInput input)
    {
        if (input.Fault() is { } fault)
            throw new ArgumentException($"{fault}.", nameof(input));
        Input = input;
        _columns = [.. Enumerable.Range(0, KeptSizes).Select(_ => new ResampleAxis(input.Interpolation))];
        _rows = [.. Enumerable.Range(0, KeptSizes).Select(_ => new ResampleAxis(input.Interpolation))];
        // In the order B, G, R of the pictures; a fourth lane makes a vector of it.
        _scale = Vector128.Create(1 / (255 * input.Std[2]), 1 / (255 * input.Std[1]), 1 / (255 * input.Std[0]), 0);
        _offset = Vector128.Create(-input.Mean[2] / input.Std[2], -input.Mean[1] / input.Std[1], -input.Mean[0] / input.Std[0], 0);
    }

    public ModelInput Input { get; }

    /// <param name="bgr">8-bit BGR (CV_8UC3), at least one pixel; may be a view into a larger picture.</param>
    /// <param name="chw">Receives <see cref="ModelInput.Length"/> floats: the planes R, G, B, each row by row.</param>
    /// <exception cref="ArgumentException">The picture is of another type or empty, or the target has another length.</exception>
    public void Write(Mat bgr, Span<float> chw)
    {
        if (bgr.Type() != MatType.CV_8UC3 || bgr.Width < 1 || bgr.Height < 1)
            throw new ArgumentException("A picture of at least one pixel in 8-bit BGR is expected.", nameof(bgr));
        if (chw.Length != Input.Length)
            throw new ArgumentException($"{chw.Length} floats are given, {Input.Length} are needed.", nameof(chw));

        var (resizedWidth, resizedHeight) = ResizedSize(bgr.Width, bgr.Height);
        var (columns, left) = Axis(_columns, ref _nextColumns, bgr.Width, resizedWidth, Input.Width);
        var (rows, top) = Axis(_rows, ref _nextRows, bgr.Height, resizedHeight, Input.Height);
        if (columns.Count < Input.Width || rows.Count < Input.Height)
            FillBlack(chw);

        int sourceFrom = columns.SourceFrom, sourceBytes = 3 * (columns.SourceTo - sourceFrom);
        // One float past the end, since a pixel's three channels are read as four.
        if (_line.Length < sourceBytes + 1)
            _line = new float[sourceBytes + 1];
        for (var row = 0; row < rows.Count; row++)
        {
            MixRows(bgr, sourceFrom, sourceBytes, rows.Start(row), rows.Weights(row));
            WriteRow(columns, chw, (top + row) * Input.Width + left);
        }
    }

    private (int Width, int Height) ResizedSize(int width, int height)
    {
        if (Input.Resize == ResizeMode.Squash)
            return (Input.Width, Input.Height);
        if (Input.Resize == ResizeMode.Shortest && Input.Width == Input.Height)
            // torchvision.transforms.Resize of one number: the longer side is cut down to a whole number, not rounded.
            return width <= height
                ? (Input.Width, (int)((long)Input.Width * height / width))
                : ((int)((long)Input.Height * width / height), Input.Height);
        // open_clip.transform.ResizeKeepRatio.
        double across = (double)width / Input.Width, down = (double)height / Input.Height;
        var ratio = Input.Resize == ResizeMode.Pad ? Math.Max(across, down) : Math.Min(across, down);
        return (Math.Max(1, (int)Math.Round(width / ratio)), Math.Max(1, (int)Math.Round(height / ratio)));
    }

    /// <returns>The weights, and the first target pixel that they fill: above 0 where the picture is narrower than the input.</returns>
    private static (ResampleAxis Axis, int Margin) Axis(ResampleAxis[] kept, ref int next, int source, int resized, int target)
    {
        var margin = Math.Max(0, (target - resized) / 2);
        // torchvision.transforms.functional.center_crop: halves are rounded to even.
        var from = resized > target ? (int)Math.Round((resized - target) / 2.0) : 0;
        var count = Math.Min(resized, target);
        foreach (var axis in kept)
            if (axis.Source == source && axis.Resized == resized && axis.From == from && axis.Count == count)
                return (axis, margin);
        var oldest = kept[next];
        next = (next + 1) % kept.Length;
        oldest.Fit(source, resized, from, count);
        return (oldest, margin);
    }

    private void FillBlack(Span<float> chw)
    {
        var plane = Input.Width * Input.Height;
        for (var channel = 0; channel < 3; channel++)
            chw.Slice(channel * plane, plane).Fill(-Input.Mean[channel] / Input.Std[channel]);
    }

    /// <summary>Down the columns: the line becomes the weighted sum of source rows.</summary>
    private unsafe void MixRows(Mat bgr, int sourceFrom, int bytes, int firstRow, ReadOnlySpan<float> weights)
    {
        var step = (nint)bgr.Step();
        var origin = bgr.DataPointer + firstRow * step + 3 * sourceFrom;
        fixed (float* line = _line)
        {
            var at = 0;
            for (; at + Vector256<byte>.Count <= bytes; at += Vector256<byte>.Count)
            {
                Vector256<float> a = default, b = default, c = default, d = default;
                var source = origin + at;
                foreach (var weight in weights)
                {
                    var (low, high) = Vector256.Widen(Vector256.Load(source));
                    var (first, second) = Vector256.Widen(low);
                    var (third, fourth) = Vector256.Widen(high);
                    var factor = Vector256.Create(weight);
                    a = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(first.AsInt32()), factor, a);
                    b = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(second.AsInt32()), factor, b);
                    c = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(third.AsInt32()), factor, c);
                    d = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(fourth.AsInt32()), factor, d);
                    source += step;
                }
                a.Store(line + at);
                b.Store(line + at + 8);
                c.Store(line + at + 16);
                d.Store(line + at + 24);
            }
            for (; at < bytes; at++)
            {
                float sum = 0;
                var source = origin + at;
                foreach (var weight in weights)
                {
                    sum += *source * weight;
                    source += step;
                }
                line[at] = sum;
            }
        }
    }

    /// <summary>
    /// Along the row: each target pixel becomes the weighted sum of pixels of the line, rounded, scaled and put into
    /// its planes.
    /// </summary>
    private void WriteRow(ResampleAxis columns, Span<float> chw, int at)
    {
        var plane = Input.Width * Input.Height;
        ref var line = ref MemoryMarshal.GetArrayDataReference(_line);
        for (var column = 0; column < columns.Count; column++)
        {
            Vector128<float> even = default, odd = default;
            var weights = columns.Weights(column);
            ref var pixel = ref Unsafe.Add(ref line, 3 * (columns.Start(column) - columns.SourceFrom));
            var tap = 0;
            for (; tap + 1 < weights.Length; tap += 2)
            {
                even = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref Unsafe.Add(ref pixel, 3 * tap)), Vector128.Create(weights[tap]), even);
                odd = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref Unsafe.Add(ref pixel, 3 * tap + 3)), Vector128.Create(weights[tap + 1]), odd);
            }
            if (tap < weights.Length)
                even = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref Unsafe.Add(ref pixel, 3 * tap)), Vector128.Create(weights[tap]), even);
            var value = Vector128.Round(Vector128.Clamp(even + odd, Vector128<float>.Zero, Vector128.Create(255f)));
            value = value * _scale + _offset;
            chw[at + column] = value[2];
            chw[plane + at + column] = value[1];
            chw[2 * plane + at + column] = value[0];
        }
    }
}
