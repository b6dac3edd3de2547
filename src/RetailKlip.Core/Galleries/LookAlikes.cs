namespace RetailKlip.Core;

/// <summary>Finds near twins on enrolment, before they are confused at the tray.</summary>
public static class LookAlikes
{
    // Of one image, so many of the products nearest to it are looked at; a family of twins is seldom larger.
    private const int Neighbours = 8;

    /// <summary>
    /// Holds reference images against those of all other products. A pair is named once, by its most similar images, the most similar pair
    /// first.
    /// </summary>
    /// <param name="least">Pairs of at least this similarity, in [-1, 1]: as a rule what the gallery accepts a name from.</param>
    /// <param name="among">Only pairs with one of these products, as those just enrolled; null for all.</param>
    public static IReadOnlyList<LookAlike> Find(Gallery gallery, float least, IReadOnlySet<Sku>? among = null)
    {
        var pairs = gallery.Entries.Where(entry => among is null || among.Contains(entry.Sku))
            .AsParallel()
            .SelectMany(entry => gallery.Match(entry.Embedding, Neighbours)!.Candidates
                .Where(candidate => candidate.Product.Sku != entry.Sku && candidate.Similarity >= least)
                .Select(candidate => new LookAlike(entry, candidate.Nearest, candidate.Similarity)))
            .Select(pair => pair.First.Sku < pair.Second.Sku ? pair : pair with { First = pair.Second, Second = pair.First });
        return [.. pairs.GroupBy(pair => (pair.First.Sku, pair.Second.Sku))
            .Select(same => same.OrderByDescending(pair => pair.Similarity).ThenBy(pair => pair.First.Id).ThenBy(pair => pair.Second.Id).First())
            .OrderByDescending(pair => pair.Similarity).ThenBy(pair => pair.First.Sku).ThenBy(pair => pair.Second.Sku)];
    }
}
