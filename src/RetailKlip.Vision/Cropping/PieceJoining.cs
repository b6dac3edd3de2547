using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Whether detected items are pieces of one, as the sides of a box that stands in two colours: pieces that together are nearly convex, and
/// together are more like something known than each is.
/// </summary>
internal static class PieceJoining
{
    // Share of its hull that a joined item fills at least; items that touch by chance leave more empty.
    private const double LeastSolid = 0.93;

    // Similarity by which the whole must be more like something known than its pieces: a detector is seldom wrong.
    private const double InFavourOfPieces = 0.02;

    /// <param name="items">Of one outline; those that are joined are disposed, and what they make takes their place.</param>
    /// <param name="reach">Structuring element: pieces that it brings together touch.</param>
    /// <param name="liken">One similarity for each item.</param>
    public static void Join(List<OutlinedItem> items, Mat reach, Func<IReadOnlyList<OutlinedItem>, float[]> liken)
    {
        var wholes = new List<(OutlinedItem First, OutlinedItem Second, OutlinedItem Whole)>();
        for (var i = 0; i < items.Count; i++)
            for (var j = i + 1; j < items.Count; j++)
                if (Whole(items[i], items[j], reach) is { } whole)
                    wholes.Add((items[i], items[j], whole));
        if (wholes.Count == 0)
            return;
        var pieces = wholes.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().ToList();
        var similarities = liken([.. pieces, .. wholes.Select(pair => pair.Whole)]);
        var gains = wholes.Select((pair, i) => similarities[pieces.Count + i] - Mean(pair.First, pair.Second, piece => similarities[pieces.IndexOf(piece)]));
        foreach (var (pair, gain) in wholes.Zip(gains).OrderByDescending(pair => pair.Second))
        {
            if (gain < InFavourOfPieces || !items.Contains(pair.First) || !items.Contains(pair.Second))
            {
                pair.Whole.Dispose();
                continue;
            }
            items[items.IndexOf(pair.First)] = pair.Whole;
            items.Remove(pair.Second);
            pair.First.Dispose();
            pair.Second.Dispose();
        }
    }

    /// <returns>Null where the two do not touch, or are not nearly convex together.</returns>
    private static OutlinedItem? Whole(OutlinedItem first, OutlinedItem second, Mat reach)
    {
        var near = first.Box;
        near.Inflate(reach.Width, reach.Height);
        if (!near.IntersectsWith(second.Box))
            return null;
        var mask = new Mat();
        Cv2.BitwiseOr(first.Mask, second.Mask, mask);
        Cv2.MorphologyEx(mask, mask, MorphTypes.Close, reach);
        Cv2.FindContours(mask, out var contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        if (contours.Length == 1 && Cv2.ContourArea(contours[0]) >= LeastSolid * Cv2.ContourArea(Cv2.ConvexHull(contours[0])))
            return OutlinedItem.Of(mask);
        mask.Dispose();
        return null;
    }

    private static double Mean(OutlinedItem first, OutlinedItem second, Func<OutlinedItem, float> similarity)
    {
        double one = Cv2.CountNonZero(first.Mask), other = Cv2.CountNonZero(second.Mask);
        return (one * similarity(first) + other * similarity(second)) / (one + other);
    }
}
