using System.Collections.Immutable;
using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>The products of the demo shop: invented brands, among them near twins.</summary>
public static class DemoCatalogue
{
    /// <summary>No GS1 member organisation has the prefixes 140 to 199: these numbers are nobody's.</summary>
    internal const string GtinPrefix = "190";

    private static readonly Lazy<ImmutableArray<DrawnProduct>> Drawn = new(DrawAll);

    /// <summary>In sku order, each with its thumbnail, which the first call draws.</summary>
    /// <exception cref="FileNotFoundException">A typeface is missing: the message names its Debian package.</exception>
    public static ImmutableArray<DrawnProduct> Products => Drawn.Value;

    /// <summary>Pairs of one family that differ in flavour colour, a word or a grade only.</summary>
    public static ImmutableArray<(DrawnProduct First, DrawnProduct Second)> Twins =>
    [
        .. from first in Products
           from second in Products
           where first.Family == second.Family && first.Product.Sku < second.Product.Sku
           select (first, second),
    ];

    /// <exception cref="ArgumentException">No such product.</exception>
    public static DrawnProduct Find(Sku sku) => Products.FirstOrDefault(product => product.Product.Sku == sku)
        ?? throw new ArgumentException($"The demo catalogue has no product {sku}.", nameof(sku));

    private static ImmutableArray<DrawnProduct> DrawAll()
    {
        var products = new List<DrawnProduct>();
        foreach (var (range, rangeNumber) in DemoRange.All.Select((range, i) => (range, i)))
            foreach (var (flavour, number) in range.Flavours.Select((flavour, i) => (flavour, i + 1)))
            {
                var ean = BarcodePainter.WithCheckDigit(string.Create(CultureInfo.InvariantCulture,
                    $"{GtinPrefix}0417{rangeNumber + 10:D3}{number:D2}"));
                var label = range.Label with
                {
                    Variant = flavour.Variant,
                    Flavour = flavour.Colour,
                    Motif = flavour.Motif,
                    SecondMotif = flavour.Second,
                    Ean = ean,
                    Seed = 100 * rangeNumber,
                };
                var packaging = range.Packaging with
                {
                    Body = range.BodyByFlavour ? flavour.Colour : range.Packaging.Body,
                    Closure = range.ClosureByFlavour ? flavour.Colour : range.Packaging.Closure,
                };
                var sku = Sku.Parse(range.Flavours.Length == 1 ? range.SkuPrefix
                    : string.Create(CultureInfo.InvariantCulture, $"{range.SkuPrefix}-{number}"));
                products.Add(new DrawnProduct(new Product(sku, $"{label.Brand} {label.Name} {label.Variant}", Gtin.Parse(ean)),
                    $"{label.Brand} {label.Name}", packaging, label));
            }
        foreach (var (sku, plu, label, packaging) in DemoRange.Loose)
            products.Add(new DrawnProduct(new Product(Sku.Parse(sku), label.Name, Plu: Plu.Parse(plu)), $"{label.Brand} {label.Name}",
                packaging, label));

        using var renderers = new ThreadLocal<ProductRenderer>(() => new ProductRenderer());
        return [.. products.OrderBy(product => product.Product.Sku).AsParallel().AsOrdered().Select(product =>
            product with { Product = product.Product with { Thumbnail = renderers.Value!.RenderPackshot(product).EncodeJpeg(88) } })];
    }
}
