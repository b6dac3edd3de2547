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
