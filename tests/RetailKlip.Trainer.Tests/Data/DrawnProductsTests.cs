using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class DrawnProductsTests
{
    private static void AssertSame(ProductDataset expected, ProductDataset actual)
    {
        Assert.Equal(expected.Products, actual.Products);
        Assert.All(
            expected.Pictures.Zip(actual.Pictures),
            pair => Assert.Equal(File.ReadAllBytes(pair.First.Path), File.ReadAllBytes(pair.Second.Path)));
    }

    private static readonly DrawnOptions Few = new() { Products = 3, Views = 2, Seed = 5, LongestSide = 48 };

    [Fact]
    public void Drawn_products_become_product_folders_and_none_is_of_the_demo_catalogue()
    {
        using var folder = new TemporaryFolder();

        var dataset = Draw(folder, Few);

        Assert.Equal(3, dataset.Products.Count);
        Assert.All(dataset.Pictures.CountBy(picture => picture.Product), pair => Assert.Equal(3, pair.Value));
        Assert.Empty(dataset.Products.Intersect(DemoCatalogue.Products.Select(product => product.Product.Sku.Value)));
        using var cache = PictureCache.Load(dataset, 32);
        Assert.Empty(cache.Broken);
    }

    [Fact]
    public void An_interrupted_drawing_goes_on_to_the_same_pictures()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        var expected = Draw(whole, Few);
        Directory.CreateDirectory(parts.At(expected.Products[1] + ".partial"));

        Draw(parts, Few with { Products = 1 });
        var resumed = Draw(parts, Few);

        AssertSame(expected, resumed);
    }

    [Fact]
    public void In_a_store_products_that_join_later_change_no_picture_of_the_earlier_ones()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        var store = Few with { Surroundings = DrawnSurroundings.Store, Assortment = Assortment.Supermarket };
        var expected = Draw(whole, store);

        Draw(parts, store with { Products = 1 });
        var resumed = Draw(parts, store);

        AssertSame(expected, resumed);
    }

    [Fact]
    public void Plain_drawings_and_a_stores_share_the_studio_pictures_only()
    {
        using var plain = new TemporaryFolder();
        using var store = new TemporaryFolder();
        var first = Draw(plain, Few);
        var second = Draw(store, Few with { Surroundings = DrawnSurroundings.Store });

        Assert.Equal(first.Products, second.Products);
        Assert.All(first.Pictures.Zip(second.Pictures), pair => Assert.Equal(
            Path.GetFileName(pair.First.Path) == DrawnProducts.StudioName,
            File.ReadAllBytes(pair.First.Path).AsSpan().SequenceEqual(File.ReadAllBytes(pair.Second.Path))));
    }

    private static ProductDataset Draw(TemporaryFolder folder, DrawnOptions options) =>
        DrawnProducts.Draw(folder.Path, options, [0.5], cancellation: TestContext.Current.CancellationToken);
}
