using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>How long an encoder takes for one crop, as the kiosk runs it.</summary>
internal static class EncodeTime
{
    private const int WarmUps = 3;
    private const int Runs = 21;

    /// <returns>The median, in milliseconds, without preprocessing.</returns>
    public static double Median(Encoder encoder)
    {
        using var crop = GoldenPictures.Draw(GoldenPictures.Names[0]);
        var times = new List<double>();
        for (var run = 0; run < WarmUps + Runs; run++)
        {
            encoder.Embed([crop], out var timings);
            if (run >= WarmUps)
                times.Add(timings.Encode.TotalMilliseconds);
        }
        return Math.Round(times.Order().ElementAt(Runs / 2), 2);
    }
}
