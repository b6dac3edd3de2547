using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Whether an outline is one item or several: of all ways that its cuts allow, that whose items are most like something known.
/// </summary>
/// <param name="whole">Mask of the whole outline.</param>
/// <param name="outlined">Makes an item of a part's mask.</param>
internal sealed class PartChoice(Mat whole, ItemParts parts, Func<Mat, OutlinedItem> outlined)
{
    // Similarity by which a whole must be more like something known than its parts: where an outline has notches, several items are likelier.
    private const double InFavourOfParts = 0.0;

    /// <param name="liken">One similarity for each item.</param>
    /// <returns>What is not chosen is disposed.</returns>
    public IReadOnlyList<OutlinedItem> Items(Func<IReadOnlyList<OutlinedItem>, float[]> liken)
    {
        var candidates = new List<(OutlinedItem Item, double Area)>();
        var root = Add(whole, parts, candidates);
        var similarities = liken([.. candidates.Select(candidate => candidate.Item)]);
        var chosen = new List<OutlinedItem>();
        Choose(root, candidates, similarities, chosen);
        foreach (var (item, _) in candidates)
            if (!chosen.Contains(item))
                item.Dispose();
        return chosen;
    }

    private Node Add(Mat mask, ItemParts? own, List<(OutlinedItem, double)> candidates)
    {
        var place = candidates.Count;
        candidates.Add((outlined(mask), Cv2.CountNonZero(mask)));
        return own is null ? new Node(place, null, null)
            : new Node(place, Add(own.First, own.OfFirst, candidates), Add(own.Second, own.OfSecond, candidates));
    }

    /// <returns>How much what was chosen is like something known: the mean by area.</returns>
    private static double Choose(Node node, List<(OutlinedItem Item, double Area)> candidates, float[] similarities, List<OutlinedItem> chosen)
    {
        double own = similarities[node.Place];
        if (node is { First: { } first, Second: { } second })
        {
            var count = chosen.Count;
            double one = Choose(first, candidates, similarities, chosen), other = Choose(second, candidates, similarities, chosen);
            double weight = candidates[first.Place].Area, rest = candidates[second.Place].Area;
            var together = (one * weight + other * rest) / (weight + rest);
            if (together + InFavourOfParts >= own)
                return together;
            chosen.RemoveRange(count, chosen.Count - count);
        }
        chosen.Add(candidates[node.Place].Item);
        return own;
    }

    private sealed record Node(int Place, Node? First, Node? Second);
}
