using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class ProductRendererTests
{
    [Fact]
    public void A_seed_gives_the_same_picture_whatever_was_drawn_before()
    {
        var fresh = new ProductRenderer();
        var used = new ProductRenderer(labelBytes: 1);
        foreach (var product in DemoCatalogue.Products.Take(6))
            used.Render(product, 99, new ViewOptions { LongestSide = 80, Variety = 1 });
        foreach (var product in DemoCatalogue.Products)
        {
            var options = new ViewOptions { LongestSide = 64, Variety = 0.5 };
            Assert.Equal(fresh.Render(product, 7, options).Bgr, used.Render(product, 7, options).Bgr);
        }
    }

    [Fact]
    public void Another_seed_gives_another_view()
    {
        var renderer = new ProductRenderer();
        var product = DemoCatalogue.Products[0];
        var pictures = Enumerable.Range(0, 20).Select(seed =>
            renderer.Render(product, seed, new ViewOptions { LongestSide = 64 })).ToArray();
        Assert.Equal(20, pictures.Select(picture => Convert.ToHexString(picture.Bgr)).Distinct().Count());
    }

    [Fact]
    public void The_longest_side_is_as_asked_for()
    {
        var renderer = new ProductRenderer();
        foreach (var product in DemoCatalogue.Products)
            for (var seed = 0; seed < 3; seed++)
            {
                var picture = renderer.Render(product, seed, new ViewOptions { LongestSide = 90, Variety = 0.8 });
                Assert.InRange(Math.Max(picture.Width, picture.Height), 89, 91);
                Assert.Equal(3 * picture.Width * picture.Height, picture.Bgr.Length);
            }
    }

    [Fact]
    public void A_packshot_stands_on_white()
    {
        var renderer = new ProductRenderer();
        foreach (var product in DemoCatalogue.Products)
        {
            var picture = renderer.RenderPackshot(product, 128);
            foreach (var corner in (ReadOnlySpan<int>)[0, 3 * 127, 3 * 128 * 127, 3 * (128 * 128 - 1)])
                Assert.True(picture.Bgr[corner] > 225, $"{product.Product.Sku} touches a corner.");
            Assert.True(picture.Bgr.Count(value => value < 200) > 3 * 128 * 128 / 20, $"{product.Product.Sku} is hardly there.");
        }
    }

    [Fact]
    public void Generated_products_of_every_shape_can_be_drawn_from_every_side()
    {
        var renderer = new ProductRenderer();
        var generator = new ProductGenerator(4, Assortment.Supermarket);
        foreach (var product in Enumerable.Range(0, 400).Select(generator.Product).DistinctBy(product => product.Packaging.Shape))
            foreach (var side in Enum.GetValues<PoseSide>())
            {
                var options = new ViewOptions { LongestSide = 72, Pose = new Pose(side, 30, 40, 20, 10) };
                var item = renderer.Render(product, 1, options);
                Assert.True(Spread(item) > 8, $"{product.Packaging.Shape} from {side} shows nothing.");
            }
    }

    [Fact]
    public void A_contact_sheet_holds_every_picture()
    {
        var red = new Picture(50, 20);
        for (var i = 2; i < red.Bgr.Length; i += 3)
            red.Bgr[i] = 255;
        var sheet = ContactSheet.Arrange([red, red, red], columns: 2, cellSide: 25);
        var redPixels = Enumerable.Range(0, sheet.Width * sheet.Height).Count(i => sheet.Bgr[3 * i] == 0 && sheet.Bgr[3 * i + 2] == 255);
        Assert.Equal(3 * 25 * 10, redPixels);
    }

    private static double Spread(Picture picture)
    {
        var mean = picture.Bgr.Average(value => value);
        return Math.Sqrt(picture.Bgr.Average(value => (value - mean) * (value - mean)));
    }
}
