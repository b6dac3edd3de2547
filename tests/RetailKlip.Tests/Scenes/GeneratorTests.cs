using RetailKlip.Core;
using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class GeneratorTests
{
    [Fact]
    public void A_seed_gives_the_same_products_and_another_seed_others()
    {
        var once = Take(new ProductGenerator(5), 40);
        Assert.Equal(once, Take(new ProductGenerator(5), 40));
        var other = Take(new ProductGenerator(6), 40);
        Assert.DoesNotContain(once.Zip(other), pair => pair.First.Artwork == pair.Second.Artwork);
    }

    [Fact]
    public void Four_variants_share_a_family_and_differ_in_word_and_colour()
    {
        foreach (var family in Take(new ProductGenerator(1), 400).Chunk(ProductGenerator.VariantsPerFamily))
        {
            Assert.Single(family.Select(product => product.Family).Distinct());
            Assert.Single(family.Select(product => product.Packaging.Shape).Distinct());
            Assert.Equal(ProductGenerator.VariantsPerFamily, family.Select(product => product.Artwork.Variant).Distinct().Count());
        }
    }

    [Fact]
    public void No_generated_product_can_be_taken_for_one_of_the_demo_catalogue()
    {
        var brands = DemoCatalogue.Products.Select(product => product.Artwork.Brand).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var codes = DemoCatalogue.Products.Select(product => product.Product.Gtin).ToHashSet();
        foreach (var product in Take(new ProductGenerator(3), 2000))
        {
            Assert.DoesNotContain(product.Artwork.Brand, brands);
            Assert.DoesNotContain(product.Product.Gtin, codes);
            Assert.StartsWith("gen-", product.Product.Sku.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Skus_and_GTINs_do_not_repeat()
    {
        var products = Take(new ProductGenerator(9), 2000);
        Assert.Equal(2000, products.Select(product => product.Product.Sku).Distinct().Count());
        Assert.Equal(2000, products.Select(product => product.Product.Gtin).Distinct().Count());
    }

    [Fact]
    public void Every_kind_of_packaging_for_printed_goods_appears()
    {
        var shapes = Take(new ProductGenerator(2), 1600).Select(product => product.Packaging.Shape).ToHashSet();
        foreach (var shape in Enum.GetValues<PackagingShape>().Except([PackagingShape.RoundProduce, PackagingShape.BentProduce]))
            Assert.Contains(shape, shapes);
    }

    private static DrawnProduct[] Take(ProductGenerator generator, int count) => [.. Enumerable.Range(0, count).Select(generator.Product)];
}
