namespace RetailKlip.Scenes;

/// <summary>Lays shadows and items over a picture. What lies outside is cut off.</summary>
internal static class Compositor
{
    /// <param name="dx">Moved so many pixels to the right.</param>
    /// <param name="dy">Moved so many pixels down.</param>
    public static void Lay(Picture picture, ShadowLayer shadow, int dx = 0, int dy = 0)
    {
        int originX = shadow.X + dx, originY = shadow.Y + dy;
        int left = Math.Max(0, originX), right = Math.Min(picture.Width, originX + shadow.Width);
        for (var y = Math.Max(0, originY); y < Math.Min(picture.Height, originY + shadow.Height); y++)
        {
            var at = 3 * (y * picture.Width + left);
            var from = (y - originY) * shadow.Width - originX;
            for (var x = left; x < right; x++, at += 3)
            {
                int factor = shadow.Factors[from + x];
                if (factor == 255)
                    continue;
                factor++;
                picture.Bgr[at] = (byte)(picture.Bgr[at] * factor >> 8);
                picture.Bgr[at + 1] = (byte)(picture.Bgr[at + 1] * factor >> 8);
                picture.Bgr[at + 2] = (byte)(picture.Bgr[at + 2] * factor >> 8);
            }
        }
    }

    /// <param name="dx">Moved so many pixels to the right.</param>
    /// <param name="dy">Moved so many pixels down.</param>
    public static void Lay(Picture picture, ItemLayer layer, int dx = 0, int dy = 0)
    {
        int originX = layer.X + dx, originY = layer.Y + dy;
        int left = Math.Max(0, originX), right = Math.Min(picture.Width, originX + layer.Width);
        if (left >= right)
            return;
        for (var y = Math.Max(0, originY); y < Math.Min(picture.Height, originY + layer.Height); y++)
        {
            var target = picture.Bgr.AsSpan(3 * (y * picture.Width + left), 3 * (right - left));
            var source = layer.Pixels.AsSpan(4 * ((y - originY) * layer.Width + left - originX), 4 * (right - left));
            for (int at = 0, from = 0; from < source.Length; at += 3, from += 4)
            {
                int cover = source[from + 3];
                if (cover == 0)
                    continue;
                if (cover == 255)
                {
                    target[at] = source[from];
                    target[at + 1] = source[from + 1];
                    target[at + 2] = source[from + 2];
                    continue;
                }
                var rest = 256 - cover;
                target[at] = (byte)Math.Min(255, source[from] + (target[at] * rest >> 8));
                target[at + 1] = (byte)Math.Min(255, source[from + 1] + (target[at + 1] * rest >> 8));
                target[at + 2] = (byte)Math.Min(255, source[from + 2] + (target[at + 2] * rest >> 8));
            }
        }
    }
}
