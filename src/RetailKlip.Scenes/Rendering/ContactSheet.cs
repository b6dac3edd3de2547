namespace RetailKlip.Scenes;

/// <summary>Many pictures in a grid, so that a person can look at them.</summary>
public static class ContactSheet
{
    private const int Gap = 4;

    /// <summary>Rows from the left; each picture is shrunk, never enlarged, to fit its square cell.</summary>
    /// <param name="cellSide">In pixels.</param>
    public static Picture Arrange(IReadOnlyList<Picture> pictures, int columns, int cellSide)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var rows = (pictures.Count + columns - 1) / columns;
        var sheet = new Picture(columns * (cellSide + Gap) + Gap, Math.Max(1, rows) * (cellSide + Gap) + Gap);
        sheet.Bgr.AsSpan().Fill(240);
        for (var i = 0; i < pictures.Count; i++)
        {
            var picture = pictures[i];
            var step = Math.Max(1, Math.Max(picture.Width, picture.Height) / (float)cellSide);
            int width = (int)(picture.Width / step), height = (int)(picture.Height / step);
            var left = Gap + i % columns * (cellSide + Gap) + (cellSide - width) / 2;
            var top = Gap + i / columns * (cellSide + Gap) + (cellSide - height) / 2;
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    for (var channel = 0; channel < 3; channel++)
                        sheet.Bgr[3 * ((top + y) * sheet.Width + left + x) + channel] = Mean(picture, x * step, y * step, step, channel);
        }
        return sheet;
    }

    private static byte Mean(Picture picture, float left, float top, float side, int channel)
    {
        int fromX = (int)left, fromY = (int)top;
        int toX = Math.Min(picture.Width, Math.Max(fromX + 1, (int)(left + side))),
            toY = Math.Min(picture.Height, Math.Max(fromY + 1, (int)(top + side)));
        var sum = 0;
        for (var y = fromY; y < toY; y++)
            for (var x = fromX; x < toX; x++)
                sum += picture.Bgr[3 * (y * picture.Width + x) + channel];
        return (byte)(sum / ((toX - fromX) * (toY - fromY)));
    }
}
