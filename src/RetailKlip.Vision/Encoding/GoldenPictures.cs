using System.Collections.Immutable;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Pictures by integer arithmetic alone, the same on every machine: what an encoder makes of them proves that it, its
/// preprocessing and its execution provider work. Their shapes make every resize mode do something.
/// </summary>
public static class GoldenPictures
{
    public static ImmutableArray<string> Names { get; } = ["stripes", "discs", "label"];

    /// <returns>8-bit BGR; the caller disposes.</returns>
    /// <exception cref="ArgumentException">There is no such picture.</exception>
    public static Mat Draw(string name) => name switch
    {
        "stripes" => Draw(320, 240, Stripes),
        "discs" => Draw(200, 280, Discs),
        "label" => Draw(224, 224, Label),
        _ => throw new ArgumentException($"There is no golden picture '{name}'.", nameof(name)),
    };

    private static Mat Draw(int width, int height, Func<int, int, Vec3b> pixel)
    {
        var picture = new Mat(height, width, MatType.CV_8UC3);
        var indexer = picture.GetUnsafeGenericIndexer<Vec3b>();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                indexer[y, x] = pixel(x, y);
        return picture;
    }

    private static Vec3b Stripes(int x, int y) =>
        ((x + y) / 24 % 3) switch
        {
            0 => new Vec3b((byte)(40 + x / 4), 60, (byte)(200 - y / 2)),
            1 => new Vec3b(230, (byte)(230 - x / 3), 220),
            _ => new Vec3b((byte)(20 + y / 2), (byte)(120 + y / 4), 30),
        };

    private static Vec3b Discs(int x, int y)
    {
        int dx = x % 100 - 50, dy = y % 70 - 35, distance = dx * dx + dy * dy;
        return distance < 400 ? new Vec3b(30, (byte)(distance / 2), 220)
            : distance < 900 ? new Vec3b(240, 240, 240)
            : new Vec3b((byte)(90 + y / 3), (byte)(150 - x / 4), (byte)(60 + (x ^ y) % 32));
    }

    private static Vec3b Label(int x, int y)
    {
        if (x is < 40 or >= 184 || y is < 16 or >= 208)
            return new Vec3b((byte)(180 + (x * 7 + y * 13) % 16), 185, 190);
        if (y is >= 60 and < 120)
            return x * 5 / 12 % 3 == 0 && y % 20 < 14 ? new Vec3b(20, 20, 20) : new Vec3b(250, 250, 245);
        if (y >= 170)
            return (x * x / 37 + x) % 4 < 2 ? new Vec3b(10, 10, 10) : new Vec3b(255, 255, 255);
        return new Vec3b((byte)(200 - y / 2), (byte)(40 + x / 3), (byte)(30 + y / 3));
    }
}
