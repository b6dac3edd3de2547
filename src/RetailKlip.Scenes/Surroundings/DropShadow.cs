namespace RetailKlip.Scenes;

/// <summary>The soft shadow that a layer throws on what is close behind it.</summary>
internal static class DropShadow
{
    /// <param name="dx">To where it is thrown, in pixels.</param>
    /// <param name="blur">Radius of its edge, in pixels, at least 1.</param>
    /// <param name="strength">Share of the light taken in its middle, 0 to 1.</param>
    /// <param name="view">What falls outside of its picture is left out.</param>
    public static ShadowLayer Of(ItemLayer layer, int dx, int dy, int blur, float strength, Viewpoint view)
    {
        int left = Math.Max(0, layer.X + dx - 2 * blur), top = Math.Max(0, layer.Y + dy - 2 * blur);
        int width = Math.Max(0, Math.Min(view.Width, layer.X + dx + layer.Width + 2 * blur) - left),
            height = Math.Max(0, Math.Min(view.Height, layer.Y + dy + layer.Height + 2 * blur) - top);
        var cover = new int[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = top + y - layer.Y - dy;
            if ((uint)row >= (uint)layer.Height)
                continue;
            var shift = left - layer.X - dx;
            for (var x = Math.Max(0, -shift); x < Math.Min(width, layer.Width - shift); x++)
                cover[y * width + x] = layer.Pixels[4 * (row * layer.Width + x + shift) + 3];
        }
        // Two boxes after each other are nearly a bell.
        for (var pass = 0; pass < 2; pass++)
        {
            Mean(cover, height, width, width, 1, blur);
            Mean(cover, width, height, 1, width, blur);
        }
        var remaining = Enumerable.Range(0, 256).Select(i => (byte)MathF.Round(255 * ToneCurve.ShadowFactor(1 - strength * i / 255)));
        byte[] factors = [.. remaining];
        return new ShadowLayer(left, top, width, height, Array.ConvertAll(cover, value => factors[value]));
    }

    /// <summary>The mean of 2 × blur + 1 values along each line; beyond its ends is nothing.</summary>
    private static void Mean(int[] values, int lines, int length, int nextLine, int next, int blur)
    {
        var line = new int[length];
        for (var i = 0; i < lines; i++)
        {
            var at = i * nextLine;
            var sum = 0;
            for (var x = 0; x < length; x++)
                line[x] = values[at + x * next];
            for (var x = 0; x < Math.Min(blur, length); x++)
                sum += line[x];
            for (var x = 0; x < length; x++)
            {
                if (x + blur < length)
                    sum += line[x + blur];
                if (x - blur - 1 >= 0)
                    sum -= line[x - blur - 1];
                values[at + x * next] = sum / (2 * blur + 1);
            }
        }
    }
}
