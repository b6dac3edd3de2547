namespace RetailKlip.Core;

/// <summary>A share that was counted.</summary>
/// <param name="Share">In [0, 1], to four digits; 0 where there was nothing to count.</param>
/// <param name="Interval">Where the share lies with 95 % confidence, see <see cref="ConfidenceInterval.Of"/>.</param>
public sealed record MeasuredRate(double Share, ConfidenceInterval Interval, int Counted, int Of)
{
    private const int Digits = 4;

    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or more are counted than there were.</exception>
    public static MeasuredRate Count(int counted, int of)
    {
        var (low, high) = ConfidenceInterval.Of(counted, of);
        return new(of == 0 ? 0 : Math.Round((double)counted / of, Digits), new(Math.Round(low, Digits), Math.Round(high, Digits)), counted, of);
    }

    /// <summary>Both counts together.</summary>
    public MeasuredRate With(MeasuredRate other) => Count(Counted + other.Counted, Of + other.Of);
}
