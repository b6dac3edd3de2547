using System.Runtime.CompilerServices;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// The empty tray as a running mean, and what differs from it. A pixel is split into brightness and chroma against the
/// tray (Horprasert, Harwood and Davis 1999): a shadow darkens a little and keeps the chroma, an item changes the chroma, darkens
/// much, brightens, or brings edges. A lamp or an exposure that changes for all is taken out first, channel by channel.
/// </summary>
internal sealed class TrayBackground
{
    // How much darker than the tray a shadow may be.
    private const float DarkestShadow = 0.55f;

    // Sum of absolute central differences of luma that a shadow's soft edge does not reach.
    private const int EdgeThreshold = 56;

    // Ratios of 0 to 3 in steps of 1/64.
    private const int RatioSteps = 64;

    private readonly int[] _ratios = new int[3 * RatioSteps];
    private float[] _mean = [];
    private int[] _luma = [];
    private int[] _trayLuma = [];
    private long _learnt;

    /// <summary>Begins anew: the next picture learnt is the whole mean.</summary>
    public void Forget() => _learnt = 0;

    /// <returns>The mean as 8-bit BGR; the caller disposes.</returns>
    public Mat ToPicture(Size size)
    {
        using var mean = Mat.FromPixelData(size.Height, size.Width, MatType.CV_32FC3, _mean);
        var picture = new Mat();
        mean.ConvertTo(picture, MatType.CV_8UC3);
        return picture;
    }

    /// <summary>Takes one more picture of the empty tray into the mean.</summary>
    /// <param name="small">8-bit BGR, continuous, of the same size each time.</param>
    public unsafe void Learn(Mat small)
    {
        var length = 3 * small.Width * small.Height;
        if (_mean.Length != length)
        {
            _learnt = 0;
            _mean = new float[length];
            _luma = new int[length / 3];
            _trayLuma = new int[length / 3];
        }
        _learnt++;
        Blend(small, null, 1f / _learnt);
    }

    /// <summary>Follows slow changes of light where nothing lies.</summary>
    /// <param name="items">8-bit mask, not 0 where the tray is covered.</param>
    /// <param name="share">How much of the new picture is taken over, in [0, 1].</param>
    public unsafe void Adapt(Mat small, Mat items, float share) => Blend(small, items.DataPointer, share);

    /// <param name="itemThreshold">Grey levels that chroma or brightness must differ.</param>
    /// <param name="mask">Receives 255 where something lies, else 0; 8 bits, of the size of <paramref name="small"/>.</param>
    /// <returns>Pixels that differ.</returns>
    public unsafe int Segment(Mat small, int itemThreshold, Mat mask)
    {
        int width = small.Width, height = small.Height, count = 0;
        byte* pixels = small.DataPointer, covered = mask.DataPointer;
        float blue = Gain(pixels, 0), green = Gain(pixels, 1), red = Gain(pixels, 2);
        fixed (float* mean = _mean)
        fixed (int* luma = _luma, trayLuma = _trayLuma)
        {
            for (var at = 0; at < _luma.Length; at++)
            {
                var pixel = pixels + 3 * at;
                float b = blue * mean[3 * at], g = green * mean[3 * at + 1], r = red * mean[3 * at + 2];
                luma[at] = (pixel[0] + 2 * pixel[1] + pixel[2]) >> 2;
                trayLuma[at] = (int)(b + 2 * g + r) >> 2;
                covered[at] = Differs(pixel, b, g, r, itemThreshold) ? (byte)255 : (byte)0;
            }
            for (var y = 1; y < height - 1; y++)
                for (var at = y * width + 1; at < (y + 1) * width - 1; at++)
                    if (covered[at] == 0 && Edge(luma, at, width) - Edge(trayLuma, at, width) > EdgeThreshold)
                        covered[at] = 255;
        }
        for (var at = 0; at < _luma.Length; at++)
            count += covered[at] & 1;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe bool Differs(byte* pixel, float b, float g, float r, int threshold)
    {
        float pb = pixel[0], pg = pixel[1], pr = pixel[2];
        var square = b * b + g * g + r * r + 1;
        var brightness = (pb * b + pg * g + pr * r) / square;
        float cb = pb - brightness * b, cg = pg - brightness * g, cr = pr - brightness * r;
        // Twice as sensitive to chroma as to brightness: light changes the latter.
        if (4 * (cb * cb + cg * cg + cr * cr) > threshold * threshold)
            return true;
        var change = (brightness - 1) * MathF.Sqrt(square * (1 / 3f));
        return change > threshold || brightness < DarkestShadow && change < -threshold;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe int Edge(int* luma, int at, int width) =>
        Math.Abs(luma[at + 1] - luma[at - 1]) + Math.Abs(luma[at + width] - luma[at - width]);

    /// <summary>The most frequent ratio of picture to tray: that of the visible tray, as long as a fair part of it is visible.</summary>
    private unsafe float Gain(byte* pixels, int channel)
    {
        Array.Clear(_ratios);
        var samples = 0;
        for (var i = channel; i < _mean.Length; i += 27)
        {
            if (_mean[i] < 24 || pixels[i] > 250)
                continue;
            var ratio = (int)(pixels[i] / _mean[i] * RatioSteps + 0.5f);
            if (ratio < _ratios.Length)
                _ratios[ratio]++;
            samples++;
        }
        int best = 0, most = 0;
        for (var step = 1; step < _ratios.Length - 1; step++)
            if (_ratios[step - 1] + _ratios[step] + _ratios[step + 1] is var near && near > most)
                (best, most) = (step, near);
        // Without a clear peak the tray is not to be seen, and its light cannot be told.
        if (most < samples / 8 || most == 0)
            return 1;
        var mean = best + (float)(_ratios[best + 1] - _ratios[best - 1]) / most;
        return Math.Clamp(mean / RatioSteps, 0.4f, 2.5f);
    }

    private unsafe void Blend(Mat small, byte* covered, float share)
    {
        var pixel = small.DataPointer;
        fixed (float* mean = _mean)
            for (var at = 0; at < _luma.Length; at++)
                if (covered == null || covered[at] == 0)
                    for (var i = 3 * at; i < 3 * at + 3; i++)
                        mean[i] += share * (pixel[i] - mean[i]);
    }
}
