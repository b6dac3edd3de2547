namespace RetailKlip.Core;

/// <summary>Where a share lies with 95 % confidence, both ends in [0, 1].</summary>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    // The 97.5th percentile of the standard normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>By the score interval (Wilson, "Probable Inference", JASA 1927), which holds for few and for none counted too.</summary>
    /// <param name="counted">How often it was so, from 0 to <paramref name="of"/>.</param>
    /// <param name="of">How often it was looked at; 0 says nothing, so that everything is possible.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or more are counted than there were.</exception>
    public static ConfidenceInterval Of(int counted, int of)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(counted);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counted, of);
        if (of == 0)
            return new(0, 1);
        var share = (double)counted / of;
        var scale = 1 + Z * Z / of;
        var centre = (share + Z * Z / (2 * of)) / scale;
        var half = Z / scale * Math.Sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
        return new(counted == 0 ? 0 : Math.Max(0, centre - half), counted == of ? 1 : Math.Min(1, centre + half));
    }
}
