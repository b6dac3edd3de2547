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
}
