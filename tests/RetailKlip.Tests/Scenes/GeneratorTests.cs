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
        foreach (var shape in Enum.GetValues<PackagingShape>().Except(Loose))
            Assert.Contains(shape, shapes);
    }

    [Fact]
    public void A_supermarket_has_every_kind_of_loose_produce_in_four_varieties_and_photographed_labels()
    {
        var products = Take(new ProductGenerator(2, Assortment.Supermarket), 1600);

        foreach (var shape in Enum.GetValues<PackagingShape>())
            Assert.Contains(products, product => product.Packaging.Shape == shape);
        var families = products.Chunk(ProductGenerator.VariantsPerFamily);
        foreach (var family in families.Where(family => Loose.Contains(family[0].Packaging.Shape)))
        {
            Assert.Single(family.Select(product => product.Family).Distinct());
            Assert.Single(family.Select(product => product.Packaging with { Body = Colour.White }).Distinct());
            Assert.Equal(ProductGenerator.VariantsPerFamily, family.Select(product => product.Packaging.Body).Distinct().Count());
            Assert.All(family, product => Assert.True(product.Product is { Gtin: null, Plu: not null }));
        }
        Assert.InRange(products.Count(product => Loose.Contains(product.Packaging.Shape)), 300, 340);
        Assert.InRange(products.Count(product => product.Artwork.Photographed), 500, 800);
        var packed = Take(new ProductGenerator(2), 1600);
        Assert.DoesNotContain(packed, product => Loose.Contains(product.Packaging.Shape) || product.Artwork.Photographed);
        // What is packed is the same in both but for the photographs.
        Assert.Equal(packed[0], products[0] with { Artwork = products[0].Artwork with { Photographed = false } });
    }

    [Fact]
    public void The_four_varieties_of_a_loose_family_are_told_apart_by_their_colours()
    {
        var renderer = new ProductRenderer();
        var family = Take(new ProductGenerator(2, Assortment.Supermarket), 200).Chunk(ProductGenerator.VariantsPerFamily)
            .First(family => Loose.Contains(family[0].Packaging.Shape));
        var means = family.Select(product => Mean(renderer.RenderPackshot(product, 64))).ToArray();

        for (var i = 0; i < means.Length; i++)
            for (var j = 0; j < i; j++)
                Assert.True(Enumerable.Range(0, 3).Max(channel => Math.Abs(means[i][channel] - means[j][channel])) > 4);
    }

    [Fact]
    public void A_photographed_label_differs_from_a_drawn_one_and_is_the_same_every_time()
    {
        var product = Take(new ProductGenerator(2, Assortment.Supermarket), 400)
            .First(product => product.Artwork is { Photographed: true, Motif: Motif.Lemon or Motif.Orange or Motif.Tomato });
        var drawn = product with { Artwork = product.Artwork with { Photographed = false } };
        var once = new ProductRenderer().RenderPackshot(product).Bgr;

        Assert.Equal(once, new ProductRenderer().RenderPackshot(product).Bgr);
        var other = new ProductRenderer().RenderPackshot(drawn).Bgr;
        Assert.True(once.Zip(other).Count(pair => Math.Abs(pair.First - pair.Second) > 12) > once.Length / 100);
    }

    private static readonly PackagingShape[] Loose =
    [
        PackagingShape.RoundProduce, PackagingShape.BentProduce, PackagingShape.PearProduce, PackagingShape.LongProduce,
        PackagingShape.LobedProduce,
    ];

    private static double[] Mean(Picture picture) =>
        [.. Enumerable.Range(0, 3).Select(channel => picture.Bgr.Where((_, at) => at % 3 == channel).Average(value => value))];

    private static DrawnProduct[] Take(ProductGenerator generator, int count) => [.. Enumerable.Range(0, count).Select(generator.Product)];
}
