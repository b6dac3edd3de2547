using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Tells whether an item goes on beyond the picture. Its box, with the border that crops have, may reach the picture's border where the item
/// does not: along the border, item differs from the tray beside the box.
/// </summary>
internal static class PictureBorder
{
    // Pixels along the border on either side of a box that show the tray, and a difference from it that is no shadow or grain.
    private const int Beside = 48;
    private const int Differing = 30;

    /// <param name="frame">8-bit BGR.</param>
    /// <returns>The largest share, in [0, 1], of a side of the box on the border that is not tray; 0 where the box lies inside.</returns>
    public static double CutOff(Mat frame, PixelBox box)
    {
        var most = 0.0;
        if (box.X <= 0)
            most = Math.Max(most, Covered(frame, 0, box.Y, box.Bottom, isColumn: true));
        if (box.Right >= frame.Width)
            most = Math.Max(most, Covered(frame, frame.Width - 1, box.Y, box.Bottom, isColumn: true));
        if (box.Y <= 0)
            most = Math.Max(most, Covered(frame, 0, box.X, box.Right, isColumn: false));
        if (box.Bottom >= frame.Height)
            most = Math.Max(most, Covered(frame, frame.Height - 1, box.X, box.Right, isColumn: false));
        return most;
    }

    private static double Covered(Mat frame, int line, int from, int to, bool isColumn)
    {
        var length = isColumn ? frame.Height : frame.Width;
        (from, to) = (Math.Max(0, from), Math.Min(length, to));
        var tray = new List<Vec3b>();
        for (var at = Math.Max(0, from - Beside); at < Math.Min(length, to + Beside); at++)
            if (at < from || at >= to)
                tray.Add(At(at));
        // A box over the whole side leaves no tray to compare with, and nothing to doubt.
        if (tray.Count == 0)
            return 1;
        var (blue, green, red) = (Median(tray, pixel => pixel.Item0), Median(tray, pixel => pixel.Item1), Median(tray, pixel => pixel.Item2));
        var covered = 0;
        for (var at = from; at < to; at++)
            if (At(at) is var pixel && (Math.Abs(pixel.Item0 - blue) > Differing || Math.Abs(pixel.Item1 - green) > Differing || Math.Abs(pixel.Item2 - red) > Differing))
                covered++;
        return to > from ? (double)covered / (to - from) : 0;

        Vec3b At(int at) => isColumn ? frame.At<Vec3b>(at, line) : frame.At<Vec3b>(line, at);
    }

    private static int Median(List<Vec3b> pixels, Func<Vec3b, byte> channel)
    {
        var values = pixels.Select(channel).Order().ToList();
        return values[values.Count / 2];
    }
}
