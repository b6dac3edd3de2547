using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>What a detector finds on trays that it has not learnt from.</summary>
/// <param name="Trays">That were shown.</param>
/// <param name="Items">That lay on them.</param>
/// <param name="Found">Share of the items that a detected one covers, intersection over union of their pixels at least
/// <see cref="SameItem"/>.</param>
/// <param name="Extra">Detected items that cover no item so, per hundred items.</param>
/// <param name="TraysRight">Share of the trays of which all items were found and nothing else.</param>
internal sealed record DetectorEvaluation(int Trays, int Items, double Found, double Extra, double TraysRight)
{
    public const double SameItem = 0.75;

    public static DetectorEvaluation Of(ItemDetector detector, IReadOnlyList<string> trays)
    {
        int items = 0, found = 0, extra = 0, right = 0;
        foreach (var tray in trays)
        {
            var (laid, empty, truth) = TrayPictures.Read(tray);
            using (laid)
            using (empty)
            using (truth)
            {
                TrayPictures.Soften(laid, empty);
                var detected = detector.Detect(laid, empty);
                var (count, hits) = Compare(truth, detected);
                (items, found, extra) = (items + count, found + hits, extra + detected.Count - hits);
                right += hits == count && detected.Count == count ? 1 : 0;
            }
        }
        return new(trays.Count, items, (double)found / items, 100.0 * extra / items, (double)right / trays.Count);
    }

    private static (int Items, int Found) Compare(Mat truth, IReadOnlyList<DetectedItem> detected)
    {
        var areas = new Dictionary<byte, int>();
        var (height, width) = (truth.Height, truth.Width);
        for (var y = 0; y < height; y += ItemDetector.Step)
            for (var x = 0; x < width; x += ItemDetector.Step)
                if (truth.At<byte>(y, x) is > 0 and var item)
                    areas[item] = areas.GetValueOrDefault(item) + 1;
        var free = areas.Keys.ToHashSet();
        return (areas.Count, detected.Count(one => Shares(one) is { } item && free.Remove(item)));

        byte? Shares(DetectedItem one)
        {
            var shared = new int[256];
            for (var at = 0; at < one.Cover.Length; at++)
                if (one.Cover[at])
                    shared[truth.At<byte>(ItemDetector.Step * (one.Box.Y + at / one.Box.Width), ItemDetector.Step * (one.Box.X + at % one.Box.Width))]++;
            shared[0] = 0;
            var most = (byte)Array.IndexOf(shared, shared.Max());
            return most > 0 && shared[most] >= SameItem * (areas[most] + one.Area - shared[most]) ? most : null;
        }
    }
}
