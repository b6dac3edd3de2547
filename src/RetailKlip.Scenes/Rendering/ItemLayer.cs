using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>One item drawn for one place in the picture, to be laid over whatever is below.</summary>
/// <param name="X">Left edge in the picture, in pixels; may lie outside.</param>
/// <param name="Pixels">Blue, green, red, cover: sRGB values already multiplied by cover.</param>
internal sealed record ItemLayer(int X, int Y, int Width, int Height, byte[] Pixels)
{
    /// <summary>The tight box of all pixels at least half covered.</summary>
    public PixelBox Outline { get; } = Tight(X, Y, Width, Height, Pixels);

    /// <summary>Elsewhere in the picture; the pixels are shared.</summary>
    public ItemLayer Moved(int dx, int dy) => new(X + dx, Y + dy, Width, Height, Pixels);

    /// <summary>Whether nothing of what lies below a pixel of the picture is seen.</summary>
    public bool Hides(int x, int y) =>
        (uint)(x - X) < (uint)Width && (uint)(y - Y) < (uint)Height && Pixels[4 * ((y - Y) * Width + x - X) + 3] == 255;

    /// <summary>Whether a pixel of the picture is at least half covered.</summary>
    public bool Covers(int x, int y) =>
        (uint)(x - X) < (uint)Width && (uint)(y - Y) < (uint)Height && Pixels[4 * ((y - Y) * Width + x - X) + 3] >= 128;

    private static PixelBox Tight(int x, int y, int width, int height, byte[] pixels)
    {
        int left = width, right = -1, top = height, bottom = -1;
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
            {
                if (pixels[4 * (row * width + column) + 3] < 128)
                    continue;
                left = Math.Min(left, column);
                right = Math.Max(right, column);
                top = Math.Min(top, row);
                bottom = row;
            }
        return right < 0 ? default : new PixelBox(x + left, y + top, right - left + 1, bottom - top + 1);
    }
}
