using RetailKlip.Core;
using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class CatalogueTests
{
    private static readonly ProductRenderer Renderer = new();

    [Fact]
    public void At_least_24_products_have_skus_names_and_codes_of_their_own()
    {
        var products = DemoCatalogue.Products;
        Assert.True(products.Length >= 24);
        Assert.Equal(products.Length, products.Select(product => product.Product.Sku).Distinct().Count());
        Assert.Equal(products.Length, products.Select(product => product.Product.Name).Distinct().Count());
        Assert.All(products, product => Assert.True(product.Product.Gtin is not null ^ product.Product.Plu is not null,
            $"{product.Product.Sku} needs a GTIN or a PLU."));
        var gtins = products.Where(product => product.Product.Gtin is not null).Select(product => product.Product.Gtin!.Value).ToArray();
        Assert.Equal(gtins.Length, gtins.Distinct().Count());
        Assert.All(gtins, gtin => Assert.False(gtin.IsRestricted));
    }

    [Fact]
    public void Printed_bar_codes_are_the_products_GTINs()
    {
        foreach (var product in DemoCatalogue.Products.Where(product => product.Product.Gtin is not null))
            Assert.Equal(product.Product.Gtin, Gtin.Parse(product.Artwork.Ean));
    }

    [Fact]
    public void Each_thumbnail_is_a_small_JPEG()
    {
        Assert.All(DemoCatalogue.Products, product =>
        {
            var thumbnail = product.Product.Thumbnail!.Value;
            Assert.InRange(thumbnail.Length, 2000, Product.MaxThumbnailBytes);
            Assert.Equal([0xFF, 0xD8, 0xFF], thumbnail[..3].ToArray());
        });
    }

    [Fact]
    public void Twins_share_family_and_packaging_but_not_the_picture()
    {
        var twins = DemoCatalogue.Twins;
        Assert.True(twins.Length >= 6);
        Assert.All(twins, pair =>
        {
            Assert.Equal(pair.First.Family, pair.Second.Family);
            Assert.Equal(pair.First.Artwork.Brand, pair.Second.Artwork.Brand);
            Assert.Equal(pair.First.Packaging.Shape, pair.Second.Packaging.Shape);
            Assert.NotEqual(pair.First.Artwork.Variant, pair.Second.Artwork.Variant);
        });
        // Two twins are nearer to each other, pixel by pixel, than either is to a stranger in the same kind of packaging.
        foreach (var (first, second) in twins.DistinctBy(pair => pair.First.Family))
        {
            var between = Difference(Renderer.RenderPackshot(first, 96), Renderer.RenderPackshot(second, 96));
            Assert.True(between > 0.5, $"{first.Product.Sku} and {second.Product.Sku} look the same.");
            foreach (var stranger in DemoCatalogue.Products.Where(other =>
                other.Family != first.Family && other.Packaging.Shape == first.Packaging.Shape))
                Assert.True(between < Difference(Renderer.RenderPackshot(first, 96), Renderer.RenderPackshot(stranger, 96)),
                    $"{first.Product.Sku} is nearer to {stranger.Product.Sku} than to its twin {second.Product.Sku}.");
        }
    }

    /// <summary>Mean absolute difference of two pictures of one size, in steps of 8 bits.</summary>
    private static double Difference(Picture a, Picture b) => a.Bgr.Zip(b.Bgr, (x, y) => (double)Math.Abs(x - y)).Average();
}
