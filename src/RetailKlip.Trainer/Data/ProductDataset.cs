namespace RetailKlip.Trainer;

/// <summary>Pictures and the product that each shows. A picture may stand in the list several times to be drawn more often.</summary>
/// <param name="Products">Names, each once; a picture's product is an index into them.</param>
public sealed record ProductDataset(IReadOnlyList<string> Products, IReadOnlyList<TrainingPicture> Pictures)
{
    /// <summary>All products of both, the other's after these.</summary>
    /// <exception cref="InvalidDataException">A product stands in both.</exception>
    public ProductDataset With(ProductDataset other)
    {
        if (Products.Intersect(other.Products, StringComparer.Ordinal).FirstOrDefault() is { } twice)
            throw new InvalidDataException($"Product '{twice}' stands in two data sets; rename one of its folders.");
        return new(
            [.. Products, .. other.Products],
            [.. Pictures, .. other.Pictures.Select(picture => picture with { Product = picture.Product + Products.Count })]);
    }

    /// <summary>Some pictures of a product, evenly spread over those that it has; each counts once.</summary>
    /// <param name="most">How many; fewer where it has fewer.</param>
    public IEnumerable<TrainingPicture> Spread(string product, int most)
    {
        var pictures = Pictures.Where(picture => Products[picture.Product] == product).Distinct().ToList();
        var count = Math.Min(most, pictures.Count);
        return Enumerable.Range(0, count).Select(i => pictures[(int)((i + 0.5) * pictures.Count / count)]);
    }

    /// <summary>The same pictures, each product of them standing for so many classes.</summary>
    public ProductDataset Recoloured(int recolourings) =>
        this with { Pictures = [.. Pictures.Select(picture => picture with { Recolourings = recolourings })] };

    /// <summary>The same pictures without those of the named products, whose indices close up.</summary>
    public ProductDataset Without(IReadOnlySet<string> products)
    {
        var kept = Enumerable.Range(0, Products.Count).Where(i => !products.Contains(Products[i])).ToList();
        var index = kept.Select((old, now) => (old, now)).ToDictionary(pair => pair.old, pair => pair.now);
        return new(
            [.. kept.Select(i => Products[i])],
            [.. Pictures.Where(picture => index.ContainsKey(picture.Product))
                .Select(picture => picture with { Product = index[picture.Product] })]);
    }
}
