using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>A printed panel as pixels, with its smaller copies for the distance.</summary>
internal sealed class Texture
{
    private readonly uint[][] _levels;

    /// <param name="pixels">0xAARRGGBB, rows top to bottom. Kept, not copied.</param>
    public Texture(int width, int height, uint[] pixels)
    {
        (Width, Height) = (width, height);
        var levels = new List<uint[]> { pixels };
        while (width > 4 && height > 4)
        {
            pixels = Halve(pixels, width, height);
            (width, height) = (width / 2, height / 2);
            levels.Add(pixels);
        }
        _levels = [.. levels];
    }

    public int Width { get; }

    public int Height { get; }

    public long Bytes => _levels.Sum(level => 4L * level.Length);

    /// <summary>The level whose pixels are about as large as a sample that spans this many pixels of the largest.</summary>
    public int LevelFor(float pixelsPerSample) =>
        Math.Clamp((int)MathF.Round(MathF.Log2(MathF.Max(pixelsPerSample, 1))), 0, _levels.Length - 1);

    /// <summary>Radiance of white light from it: linear red, green, blue in [0, 1], between four pixels.</summary>
    public Vector3 Sample(float u, float v, int level)
    {
        var pixels = _levels[level];
        int width = Width >> level, height = Height >> level;
        var x = Math.Clamp(u * width - 0.5f, 0, width - 1.001f);
        var y = Math.Clamp(v * height - 0.5f, 0, height - 1.001f);
        int left = (int)x, top = (int)y;
        x -= left;
        y -= top;
        var at = top * width + left;
        var upper = Vector4.Lerp(Unpack(pixels[at]), Unpack(pixels[at + 1]), x);
        var lower = Vector4.Lerp(Unpack(pixels[at + width]), Unpack(pixels[at + width + 1]), x);
        var value = Vector4.Lerp(upper, lower, y) * (1 / 255f);
        // Within 0.2 % of the sRGB curve, without a power.
        var colour = new Vector3(value.X, value.Y, value.Z);
        return colour * (colour * (colour * 0.305306011f + new Vector3(0.682171111f)) + new Vector3(0.012522878f));
    }

    private static Vector4 Unpack(uint pixel) => new((pixel >> 16) & 255, (pixel >> 8) & 255, pixel & 255, 0);

    private static uint[] Halve(uint[] pixels, int width, int height)
    {
        int halfWidth = width / 2, halfHeight = height / 2;
        var half = new uint[halfWidth * halfHeight];
        for (var y = 0; y < halfHeight; y++)
        {
            var upper = pixels.AsSpan(2 * y * width, width);
            var lower = pixels.AsSpan((2 * y + 1) * width, width);
            for (var x = 0; x < halfWidth; x++)
            {
                uint a = upper[2 * x], b = upper[2 * x + 1], c = lower[2 * x], d = lower[2 * x + 1];
                var even = (a & 0xFF00FF) + (b & 0xFF00FF) + (c & 0xFF00FF) + (d & 0xFF00FF) + 0x20002;
                var odd = (a >> 8 & 0xFF00FF) + (b >> 8 & 0xFF00FF) + (c >> 8 & 0xFF00FF) + (d >> 8 & 0xFF00FF) + 0x20002;
                half[y * halfWidth + x] = (even >> 2 & 0xFF00FF) | (odd >> 2 & 0xFF00FF) << 8;
            }
        }
        return half;
    }
}
