using System.Diagnostics;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Time of one crop through preprocessing and encoder, alone in its batch, in milliseconds.</summary>
internal sealed record EncodeTimes(double P50, double P95)
{
    // As many CPU threads as the smallest kiosk has.
    private const int Threads = 2;

    private const int WarmUps = 8;

    /// <summary>Times up to <paramref name="sample"/> of the pictures, spread evenly over the list; decoding is not counted.</summary>
    public static EncodeTimes Measure(ModelPackage package, IReadOnlyList<string> pictures, int sample, CancellationToken stop)
    {
        using var encoder = Encoder.Open(package, new EncoderOptions { IntraOpThreads = Threads, MaxBatch = 1 });
        var count = Math.Min(sample, pictures.Count);
        var milliseconds = new double[count];
        for (var i = 0; i < count; i++)
        {
            stop.ThrowIfCancellationRequested();
            using var picture = Pictures.Read(pictures[(int)((long)i * pictures.Count / count)]);
            for (var warmUp = 0; i == 0 && warmUp < WarmUps; warmUp++)
                encoder.Embed([picture]);
            var start = Stopwatch.GetTimestamp();
            encoder.Embed([picture]);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(milliseconds);
        return new EncodeTimes(RetrievalMetrics.Quantile(milliseconds, 0.50), RetrievalMetrics.Quantile(milliseconds, 0.95));
    }
}
