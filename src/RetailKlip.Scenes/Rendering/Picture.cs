using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>
/// A drawn camera picture as plain pixels: 3 bytes each in the order blue, green, red, rows top to bottom without padding.
/// </summary>
public sealed class Picture
{
    /// <exception cref="ArgumentException"><paramref name="bgr"/> is not 3 × width × height bytes.</exception>
    public Picture(int width, int height, byte[] bgr)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (bgr.Length != 3L * width * height)
            throw new ArgumentException($"A picture of {width}×{height} has {3L * width * height} bytes, not {bgr.Length}.", nameof(bgr));
        (Width, Height, Bgr) = (width, height, bgr);
    }

    public Picture(int width, int height)
        : this(width, height, new byte[3L * width * height])
    {
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pixels themselves, not a copy.</summary>
    public byte[] Bgr { get; }

    /// <summary>Drawn large between its pixels' middles, and so as soft as out of focus; the top left of what that gives.</summary>
    internal Picture Enlarged(int factor, int width, int height)
    {
        var large = new Picture(width, height);
        for (var y = 0; y < height; y++)
        {
            var (upper, lower, v) = Between(y, Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right, u) = Between(x, Width);
                for (var channel = 0; channel < 3; channel++)
                {
                    float above = At(left, upper, channel) * (1 - u) + At(right, upper, channel) * u,
                        below = At(left, lower, channel) * (1 - u) + At(right, lower, channel) * u;
                    large.Bgr[3 * (y * width + x) + channel] = (byte)(above + (below - above) * v + 0.5f);
                }
            }
        }
        return large;

        byte At(int x, int y, int channel) => Bgr[3 * (y * Width + x) + channel];

        (int Before, int After, float Share) Between(int at, int count)
        {
            var place = Math.Clamp((at + 0.5f) / factor - 0.5f, 0, count - 1);
            return ((int)place, Math.Min(count - 1, (int)place + 1), SmoothStep(place - (int)place));
        }

        static float SmoothStep(float t) => t * t * (3 - 2 * t);
    }

    /// <param name="quality">0 to 100.</param>
    public byte[] EncodeJpeg(int quality = 90) => Encode(SKEncodedImageFormat.Jpeg, quality);

    public byte[] EncodePng() => Encode(SKEncodedImageFormat.Png, 100);

    private byte[] Encode(SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < Bgr.Length; from += 3, to += 4)
        {
            Bgr.AsSpan(from, 3).CopyTo(pixels[to..]);
            pixels[to + 3] = 255;
        }
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }
}
