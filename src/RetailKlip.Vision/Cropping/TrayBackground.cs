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
        int width = small.Width, height = small.Height;
        byte* pixels = small.DataPointer, covered = mask.DataPointer;
        Span<float> gain = [Gain(pixels, 0), Gain(pixels, 1), Gain(pixels, 2)];
        for (var i = 0; i < _luma.Length; i++)
        {
            _luma[i] = (pixels[3 * i] + 2 * pixels[3 * i + 1] + pixels[3 * i + 2]) >> 2;
            _trayLuma[i] = (int)(gain[0] * _mean[3 * i] + 2 * gain[1] * _mean[3 * i + 1] + gain[2] * _mean[3 * i + 2]) >> 2;
        }
        var count = 0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var at = y * width + x;
                var differs = DiffersInColour(pixels + 3 * at, at, gain, itemThreshold)
                    || x > 0 && x < width - 1 && y > 0 && y < height - 1 && Edge(_luma, at, width) - Edge(_trayLuma, at, width) > EdgeThreshold;
                covered[at] = differs ? (byte)255 : (byte)0;
                count += differs ? 1 : 0;
            }
        return count;
    }

    private unsafe bool DiffersInColour(byte* pixel, int at, ReadOnlySpan<float> gain, int threshold)
    {
        float b = gain[0] * _mean[3 * at], g = gain[1] * _mean[3 * at + 1], r = gain[2] * _mean[3 * at + 2];
        float pb = pixel[0], pg = pixel[1], pr = pixel[2];
        var square = b * b + g * g + r * r + 1;
        var brightness = (pb * b + pg * g + pr * r) / square;
        float cb = pb - brightness * b, cg = pg - brightness * g, cr = pr - brightness * r;
        // Twice as sensitive to chroma as to brightness: light changes the latter.
        if (4 * (cb * cb + cg * cg + cr * cr) > threshold * threshold)
            return true;
        var change = (brightness - 1) * MathF.Sqrt(square / 3);
        return change > threshold || brightness < DarkestShadow && change < -threshold;
    }

    private static int Edge(int[] luma, int at, int width) => Math.Abs(luma[at + 1] - luma[at - 1]) + Math.Abs(luma[at + width] - luma[at - width]);

    /// <summary>The most frequent ratio of picture to tray: that of the visible tray, as long as a fair part of it is visible.</summary>
    private unsafe float Gain(byte* pixels, int channel)
    {
        Array.Clear(_ratios);
        var samples = 0;
        for (var i = channel; i < _mean.Length; i += 9)
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
        var pixels = small.DataPointer;
        for (var i = 0; i < _mean.Length; i++)
            if (covered == null || covered[i / 3] == 0)
                _mean[i] += share * (pixels[i] - _mean[i]);
    }
}
