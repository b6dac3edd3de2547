namespace RetailKlip.Trainer.Tests;

/// <summary>Antialiased bicubic resizing of a grid, term by term: Keys' cubic with a = -0.5, stretched where the grid shrinks.</summary>
internal static class NaivePositions
{
    public static float[] Resize(float[] positions, PatchGrid from, PatchGrid to)
    {
        var channels = positions.Length / (from.Count + 1);
        var resized = new float[(to.Count + 1) * channels];
        positions.AsSpan(0, channels).CopyTo(resized);
        for (var row = 0; row < to.Rows; row++)
        {
            for (var column = 0; column < to.Columns; column++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    double sum = 0;
                    for (var y = 0; y < from.Rows; y++)
                        for (var x = 0; x < from.Columns; x++)
                            sum += Weight(y, row, from.Rows, to.Rows) * Weight(x, column, from.Columns, to.Columns)
                                * positions[(1 + y * from.Columns + x) * channels + channel];
                    resized[(1 + row * to.Columns + column) * channels + channel] = (float)sum;
                }
            }
        }
        return resized;
    }

    private static double Weight(int source, int target, int sources, int targets) =>
        Cubic(source, target, sources, targets)
        / Enumerable.Range(0, sources).Sum(other => Cubic(other, target, sources, targets));

    private static double Cubic(int source, int target, int sources, int targets)
    {
        var scale = (double)sources / targets;
        var x = Math.Abs((source + 0.5 - (target + 0.5) * scale) / Math.Max(1, scale));
        return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    }
}
