namespace RetailKlip.Vision;

/// <summary>
/// Which source pixels make each target pixel along one side, and with what weight: Pillow's antialiased resampling
/// (<c>precompute_coeffs</c> of its Resample.c), which torchvision uses for pictures. Arrays grow and are used again.
/// </summary>
internal sealed class ResampleAxis(Interpolation interpolation)
{
    private double[] _exact = [];
    private int[] _starts = [];
    private int[] _taps = [];
    private float[] _weights = [];

    /// <summary>Pixels of the source's side; 0 before the first <see cref="Fit"/>.</summary>
    public int Source { get; private set; }

    /// <summary>Pixels of the whole side after resizing.</summary>
    public int Resized { get; private set; }

    /// <summary>First of the resized pixels that are wanted.</summary>
    public int From { get; private set; }

    /// <summary>How many resized pixels are wanted.</summary>
    public int Count { get; private set; }

    /// <summary>First source pixel that any wanted pixel needs.</summary>
    public int SourceFrom => _starts[0];

    /// <summary>One past the last source pixel that any wanted pixel needs.</summary>
    public int SourceTo => _starts[Count - 1] + _taps[Count - 1];

    private int Stride { get; set; }

    public int Start(int target) => _starts[target];

    public ReadOnlySpan<float> Weights(int target) => _weights.AsSpan(target * Stride, _taps[target]);

    public void Fit(int source, int resized, int from, int count)
    {
        (Source, Resized, From, Count) = (source, resized, from, count);
        var scale = (double)source / resized;
        var stretch = Math.Max(scale, 1);
        var support = Support * stretch;
        Stride = (int)Math.Ceiling(support) * 2 + 1;
        Grow(ref _exact, Stride);
        Grow(ref _starts, count);
        Grow(ref _taps, count);
        Grow(ref _weights, count * Stride);
        for (var target = 0; target < count; target++)
        {
            var centre = (from + target + 0.5) * scale;
            var start = Math.Max((int)(centre - support + 0.5), 0);
            var taps = Math.Min((int)(centre + support + 0.5), source) - start;
            double sum = 0;
            for (var tap = 0; tap < taps; tap++)
                sum += _exact[tap] = Filter((start + tap - centre + 0.5) / stretch);
            var weights = _weights.AsSpan(target * Stride, taps);
            for (var tap = 0; tap < taps; tap++)
                weights[tap] = (float)(_exact[tap] / sum);
            (_starts[target], _taps[target]) = (start, taps);
        }
    }

    private double Support => interpolation switch
    {
        Interpolation.Bicubic => 2,
        Interpolation.Bilinear => 1,
        _ => 0.5,
    };

    private double Filter(double x) => interpolation switch
    {
        Interpolation.Bicubic => Cubic(Math.Abs(x)),
        Interpolation.Bilinear => Math.Max(0, 1 - Math.Abs(x)),
        _ => x is > -0.5 and <= 0.5 ? 1 : 0,
    };

    private static double Cubic(double x)
    {
        const double a = -0.5;
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * a
            : 0;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length];
    }
}
