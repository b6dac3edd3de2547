using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>The middle and the slow end of a measure; both 0 where nothing was measured.</summary>
internal sealed record Quantiles(double P50, double P95)
{
    public static Quantiles Of(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? new(0, 0) : new(RetrievalMetrics.Quantile(values, 0.50), RetrievalMetrics.Quantile(values, 0.95));
    }
}
