using OpenCvSharp;

namespace RetailKlip.Tests.Vision;

/// <summary>Pictures for tests, the same for the same seed.</summary>
internal static class Drawings
{
    /// <summary>Every pixel at random.</summary>
    public static Mat Noise(int width, int height, int seed)
    {
        var bytes = new byte[3 * width * height];
        new Random(seed).NextBytes(bytes);
        using var wrapped = Mat.FromPixelData(height, width, MatType.CV_8UC3, bytes);
        return wrapped.Clone();
    }

    /// <summary>A few large soft patches of colour, of which an encoder can tell one from another.</summary>
    public static Mat Patches(int width, int height, int seed)
    {
        using var small = Noise(3, 3, seed);
        return small.Resize(new Size(width, height));
    }
}
