using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>What a release brings to a kiosk: products, codes, thumbnails, entries and thresholds of a gallery, and its prices.</summary>
/// <param name="Gallery">Its version is the release's.</param>
/// <param name="Prices">Of products of the gallery, each at most once.</param>
public sealed record ReleaseContent(Gallery Gallery, ImmutableArray<DisplayPrice> Prices)
{
    /// <exception cref="ArgumentException">A price is not valid, stands twice, or is of a product that the gallery does not
    /// hold.</exception>
    public ReleaseContent Validated()
    {
        var priced = new HashSet<Sku>(Prices.Length);
        foreach (var price in Prices)
        {
            if (Gallery.Find(price.Validated().Sku) is null)
                throw new ArgumentException($"A price is of product {price.Sku}, which the gallery does not hold.");
            if (!priced.Add(price.Sku))
                throw new ArgumentException($"The price of product {price.Sku} stands twice.");
        }
        return this;
    }
}
