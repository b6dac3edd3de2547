using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Vision;

/// <summary>The same transform the slow way: every target pixel as one double sum over both directions, in float64.</summary>
internal static class NaivePreprocessing
{
    public static float[] Compute(Mat bgr, ModelInput input)
    {
        var (width, height) = Resized(bgr.Width, bgr.Height, input);
        int left = Offset(width, input.Width), top = Offset(height, input.Height);
        var result = new float[input.Length];
        for (var channel = 0; channel < 3; channel++)
            for (var y = 0; y < input.Height; y++)
                for (var x = 0; x < input.Width; x++)
                {
                    int column = x + left, row = y + top;
                    var inside = column >= 0 && column < width && row >= 0 && row < height;
                    var value = inside ? Sample(bgr, 2 - channel, column, width, row, height, input.Interpolation) : 0;
                    var at = (channel * input.Height + y) * input.Width + x;
                    result[at] = (float)((value / 255 - input.Mean[channel]) / input.Std[channel]);
                }
        return result;
    }

    private static (int, int) Resized(int width, int height, ModelInput input)
    {
        if (input.Resize == ResizeMode.Squash)
            return (input.Width, input.Height);
        double across = (double)width / input.Width, down = (double)height / input.Height;
        var ratio = input.Resize == ResizeMode.Pad ? Math.Max(across, down) : Math.Min(across, down);
        return input.Resize == ResizeMode.Shortest && input.Width == input.Height
            ? ((int)Math.Floor(width / ratio + 1e-9), (int)Math.Floor(height / ratio + 1e-9))
            : (Math.Max(1, (int)Math.Round(width / ratio)), Math.Max(1, (int)Math.Round(height / ratio)));
    }

    private static int Offset(int resized, int target) =>
        resized > target ? (int)Math.Round((resized - target) / 2.0) : -((target - resized) / 2);

    private static double Sample(Mat bgr, int channel, int column, int width, int row, int height, Interpolation interpolation)
    {
        double sum = 0;
        foreach (var (y, down) in Weights(row, height, bgr.Height, interpolation))
            foreach (var (x, across) in Weights(column, width, bgr.Width, interpolation))
                sum += down * across * bgr.At<Vec3b>(y, x)[channel];
        return Math.Round(Math.Clamp(sum, 0, 255));
    }

    private static List<(int At, double Weight)> Weights(int target, int resized, int source, Interpolation interpolation)
    {
        double scale = (double)source / resized, stretch = Math.Max(1, scale), centre = (target + 0.5) * scale;
        Func<double, double> kernel = interpolation switch
        {
            Interpolation.Bicubic => x => Math.Abs(x) < 1 ? 1.5 * Math.Pow(Math.Abs(x), 3) - 2.5 * x * x + 1
                : Math.Abs(x) < 2 ? -0.5 * Math.Pow(Math.Abs(x), 3) + 2.5 * x * x - 4 * Math.Abs(x) + 2 : 0,
            Interpolation.Bilinear => x => Math.Max(0, 1 - Math.Abs(x)),
            _ => x => x is > -0.5 and <= 0.5 ? 1 : 0,
        };
        var weights = Enumerable.Range(0, source).Select(at => (at, kernel((at + 0.5 - centre) / stretch)))
            .Where(pair => pair.Item2 != 0).ToList();
        var sum = weights.Sum(pair => pair.Item2);
        return [.. weights.Select(pair => (pair.at, pair.Item2 / sum))];
    }
}
