namespace RetailKlip.Scenes;

internal static class Lens
{
    /// <summary>Weights 1 2 1 both ways: half a pixel out of focus.</summary>
    public static void Soften(Picture picture)
    {
        var (width, height, bgr) = (picture.Width, picture.Height, picture.Bgr);
        for (var y = 0; y < height; y++)
        {
            var row = bgr.AsSpan(3 * y * width, 3 * width);
            for (var channel = 0; channel < 3; channel++)
            {
                int before = row[channel], here = before;
                for (var at = channel; at < row.Length; at += 3)
                {
                    int next = at + 3 < row.Length ? row[at + 3] : here;
                    row[at] = (byte)(before + 2 * here + next + 2 >> 2);
                    (before, here) = (here, next);
                }
            }
        }
        var above = bgr.AsSpan(0, 3 * width).ToArray();
        for (var y = 0; y < height; y++)
        {
            var row = bgr.AsSpan(3 * y * width, 3 * width);
            var below = y + 1 < height ? bgr.AsSpan(3 * (y + 1) * width, 3 * width) : row;
            for (var at = 0; at < row.Length; at++)
            {
                int here = row[at];
                row[at] = (byte)(above[at] + 2 * here + below[at] + 2 >> 2);
                above[at] = (byte)here;
            }
        }
    }
}
