using System.Numerics.Tensors;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Marks of the empty tray, spread over the picture, by which a frame shows whether the camera still sees that tray. Trays are rims
/// and grain: few corners, mostly edges, which tell of a shift only across themselves. So marks are sought for either direction, and each
/// direction counts for itself, and so do the marks in the picture's corners, which a turn or a zoom shifts most. A mark is compared in its place by normalised cross-correlation, which light does not change.
/// </summary>
internal sealed class TrayLandmarks
{
    // Fewer of a direction cannot tell a covered tray from one with items on it.
    private const int Fewest = 6;

    private const int Columns = 14;
    private const int Rows = 8;
    private const int CornerColumns = 4;
    private const int CornerRows = 2;

    // Patches of 13 × 13 pixels of the small picture.
    private const int Half = 6;
    private const int Side = 2 * Half + 1;

    // Slack for a camera that trembles.
    private const int Slack = 1;

    // Shifted so far across its edge, a patch must not look like itself: pixels of the small picture.
    private const int Apart = 4;
    private const double MostSelfSimilarity = 0.6;

    private const double SameSimilarity = 0.7;

    // Standard deviation in grey levels of a patch with something in it.
    private const double LeastContrast = 2.5;

    // Pixels of the small picture within which a moved mark is sought, and the share of them that must be found moved alike.
    private const int LongestShift = 20;
    private const double LeastAlike = 0.4;

    private readonly List<Mark> _across = [];
    private readonly List<Mark> _down = [];

    /// <param name="tray">8-bit grey; stays the caller's.</param>
    public TrayLandmarks(Mat tray)
    {
        Size = tray.Size();
        Choose(tray, 1, 0, _across);
        Choose(tray, 0, 1, _down);
    }

    public Size Size { get; }

    /// <summary>Of those directions that have enough.</summary>
    public int Count => Enough(_across) + Enough(_down);

    /// <summary>The share, 0 to 1, that is where it was; the least of either direction, of all marks and of those in the corners.</summary>
    /// <param name="picture">8-bit grey of <see cref="Size"/>.</param>
    public double InPlace(Mat picture) => Math.Min(InPlace(picture, _across), InPlace(picture, _down));

    /// <returns>Pixels of <paramref name="picture"/> by which most of the marks have moved alike; null where they are gone.</returns>
    public double? Shift(Mat picture) => (Shift(picture, _across, 1, 0), Shift(picture, _down, 0, 1)) switch
    {
        (null, null) => null,
        var (across, down) => Math.Sqrt((across ?? 0) * (across ?? 0) + (down ?? 0) * (down ?? 0)),
    };

    private static int Enough(List<Mark> marks) => marks.Count >= Fewest ? marks.Count : 0;

    private static double InPlace(Mat picture, List<Mark> marks)
    {
        if (Enough(marks) == 0)
            return 1;
        int found = 0, corner = 0, cornerFound = 0;
        foreach (var mark in marks)
        {
            var isHere = IsInPlace(picture, mark);
            found += isHere ? 1 : 0;
            corner += mark.IsInCorner ? 1 : 0;
            cornerFound += mark.IsInCorner && isHere ? 1 : 0;
        }
        var all = (double)found / marks.Count;
        return corner >= Fewest ? Math.Min(all, (double)cornerFound / corner) : all;
    }

    /// <summary>The median of where the marks are found, sought across their edges; null where too few agree with it.</summary>
    private static double? Shift(Mat picture, List<Mark> marks, int dx, int dy)
    {
        if (Enough(marks) == 0)
            return null;
        var shifts = new List<int>();
        foreach (var mark in marks)
        {
            var (best, most) = (0, SameSimilarity);
            for (var by = -LongestShift; by <= LongestShift; by++)
                if (Fits(picture, mark.X + by * dx, mark.Y + by * dy)
                    && Similarity(picture, mark, by * dx, by * dy) is var similarity && similarity > most)
                    (best, most) = (by, similarity);
            if (most > SameSimilarity)
                shifts.Add(best);
        }
        shifts.Sort();
        var median = shifts.Count > 0 ? shifts[shifts.Count / 2] : 0;
        var alike = shifts.Count(shift => Math.Abs(shift - median) <= 2 * Slack);
        return Math.Abs(median) > Slack && alike >= LeastAlike * marks.Count ? median : null;
    }

    private static bool Fits(Mat picture, int x, int y) => x >= Half && y >= Half && x < picture.Width - Half && y < picture.Height - Half;

    /// <summary>In each cell of a grid the patch that changes most in one direction, if it tells a shift in that direction.</summary>
    private static void Choose(Mat tray, int dx, int dy, List<Mark> marks)
    {
        using var change = new Mat();
        Cv2.Sobel(tray, change, MatType.CV_32F, dx, dy);
        Cv2.Multiply(change, change, change);
        Cv2.Blur(change, change, new Size(Side, Side));
        const int Margin = Half + Apart;
        int width = tray.Width - 2 * Margin, height = tray.Height - 2 * Margin;
        if (width < Columns || height < Rows)
            return;
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++)
            {
                int left = column * width / Columns, top = row * height / Rows;
                var cell = new Rect(Margin + left, Margin + top, (column + 1) * width / Columns - left, (row + 1) * height / Rows - top);
                using var part = new Mat(change, cell);
                Cv2.MinMaxLoc(part, out _, out Point best);
                var mark = new Mark(cell.X + best.X, cell.Y + best.Y, IsCorner(row, column), new float[Side * Side]);
                if (Read(tray, mark.X, mark.Y, mark.Patch) >= LeastContrast
                    && Similarity(tray, mark, Apart * dx, Apart * dy) <= MostSelfSimilarity
                    && Similarity(tray, mark, -Apart * dx, -Apart * dy) <= MostSelfSimilarity)
                    marks.Add(mark);
            }
    }

    private static bool IsCorner(int row, int column) =>
        (row is < CornerRows or >= Rows - CornerRows) && (column is < CornerColumns or >= Columns - CornerColumns);

    private static bool IsInPlace(Mat picture, Mark mark)
    {
        // Mostly the camera does not tremble.
        if (Similarity(picture, mark, 0, 0) >= SameSimilarity)
            return true;
        for (var dy = -Slack; dy <= Slack; dy++)
            for (var dx = -Slack; dx <= Slack; dx++)
                if (Similarity(picture, mark, dx, dy) >= SameSimilarity)
                    return true;
        return false;
    }

    private static double Similarity(Mat picture, Mark mark, int dx, int dy)
    {
        Span<float> here = stackalloc float[Side * Side];
        Read(picture, mark.X + dx, mark.Y + dy, here);
        return TensorPrimitives.Dot(here, mark.Patch);
    }

    /// <summary>Reads a patch without its mean, of length 1.</summary>
    /// <returns>Its standard deviation in grey levels.</returns>
    private static unsafe double Read(Mat picture, int x, int y, Span<float> patch)
    {
        float sum = 0, squares = 0;
        var i = 0;
        for (var row = y - Half; row <= y + Half; row++)
        {
            var pixels = (byte*)picture.Ptr(row) + x - Half;
            for (var column = 0; column < Side; column++)
            {
                float pixel = pixels[column];
                patch[i++] = pixel;
                sum += pixel;
                squares += pixel * pixel;
            }
        }
        var mean = sum / patch.Length;
        var length = MathF.Sqrt(MathF.Max(0, squares - sum * mean));
        var scale = length > 0 ? 1 / length : 0;
        for (i = 0; i < patch.Length; i++)
            patch[i] = (patch[i] - mean) * scale;
        return length / Math.Sqrt(patch.Length);
    }

    /// <param name="X">Middle in the small picture, as <paramref name="Y"/>.</param>
    /// <param name="IsInCorner">In a corner of the picture.</param>
    /// <param name="Patch">Without its mean, of length 1.</param>
    private readonly record struct Mark(int X, int Y, bool IsInCorner, float[] Patch);
}
