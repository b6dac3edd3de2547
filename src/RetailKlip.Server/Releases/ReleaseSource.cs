using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What all galleries of a release are made from, as the catalogue is at one moment.</summary>
/// <param name="Products">All that are approved.</param>
/// <param name="Entries">Of these products.</param>
/// <param name="Prices">Of these products.</param>
/// <param name="Stores">What each store sells, by its name.</param>
internal sealed record ReleaseSource(
    EncoderId EncoderId, int Dimension, IReadOnlyList<Product> Products, IReadOnlyList<GalleryEntry> Entries, IReadOnlyList<DisplayPrice> Prices,
    IReadOnlyDictionary<string, IReadOnlySet<Sku>> Stores)
{
    /// <param name="assortment">What a store sells; null for everything.</param>
    public ReleaseContent Content(long version, IReadOnlySet<Sku>? assortment)
    {
        return new(
            new Gallery(version, EncoderId, Dimension, Products.Where(product => Sells(product.Sku)), Entries.Where(entry => Sells(entry.Sku))),
            [.. Prices.Where(price => Sells(price.Sku))]);

        bool Sells(Sku sku) => assortment is null || assortment.Contains(sku);
    }
}
