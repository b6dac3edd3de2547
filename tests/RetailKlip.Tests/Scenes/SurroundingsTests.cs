using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class SurroundingsTests
{
    private static readonly ProductRenderer Renderer = new();
    private static readonly DrawnProduct[] Products = [.. Enumerable.Range(0, 48).Select(new ProductGenerator(11).Product)];
    private static readonly Surroundings Store = Surroundings.Store with { Neighbours = Products };
    private static readonly ViewOptions View = new() { LongestSide = 64, Variety = 0.6 };

    public static TheoryData<Surroundings> Kinds =>
    [
        Store with { Shelf = 1, Tray = 0, Hand = 0, Covered = 1 },
        Store with { Shelf = 0, Tray = 1, Hand = 0, Covered = 1 },
        Store with { Shelf = 0, Tray = 0, Hand = 1 },
        Store with { Shelf = 0, Tray = 0, Hand = 0, Covered = 1, MostCovered = 0.1 },
    ];

    [Fact]
    public void A_seed_gives_the_same_view_whatever_was_drawn_before()
    {
        ProductRenderer fresh = new(), used = new(labelBytes: 1);
        var options = View with { Surroundings = Store };
        foreach (var product in Products.Take(6))
            used.Render(product, 99, options);
        for (var seed = 0; seed < 40; seed++)
        {
            var product = Products[seed % Products.Length];
            Assert.Equal(fresh.Render(product, seed, options).Bgr, used.Render(product, seed, options).Bgr);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_more_of_an_item_is_hidden_than_may_be_and_often_some_is(Surroundings around)
    {
        var shares = Enumerable.Range(0, 40).Select(seed => HiddenShare(Compose(seed, around))).ToArray();

        Assert.All(shares, share => Assert.InRange(share, 0, around.MostCovered));
        Assert.True(shares.Count(share => share > 0.02) > 15, "Hardly anything is covered.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Where_nothing_was_laid_over_the_item_its_own_pixels_are_seen_at_most_in_shadow(Surroundings around)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var view = Compose(seed, around);
            var own = 0;
            foreach (var (x, y) in Solid(view))
            {
                if (view.Above.Any(layer => Cover(layer, x, y) > 0))
                    continue;
                own++;
                var at = 3 * (y * view.Picture.Width + x);
                var from = 4 * ((y - view.Item.Y) * view.Item.Width + x - view.Item.X);
                for (var channel = 0; channel < 3; channel++)
                {
                    var value = view.Item.Pixels[from + channel];
                    Assert.InRange(view.Picture.Bgr[at + channel], value / 2 - 1, value);
                }
            }
            Assert.True(own > 100, $"Of the item of seed {seed} only {own} pixels are left.");
        }
    }

    [Fact]
    public void The_longest_side_is_as_asked_for_on_shelves_trays_and_in_hands()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var picture = Renderer.Render(Products[seed], seed, View with { Surroundings = Store });
            Assert.InRange(Math.Max(picture.Width, picture.Height), 63, 65);
        }
    }

    [Fact]
    public void Neighbours_are_seen_on_shelves_and_without_any_there_is_more_of_the_same()
    {
        var shelf = Store with { Shelf = 1, Tray = 0, Hand = 0, Covered = 0 };
        var alone = shelf with { Neighbours = [] };

        var differ = Enumerable.Range(0, 20).Count(seed =>
            !Compose(seed, shelf).Picture.Bgr.AsSpan().SequenceEqual(Compose(seed, alone).Picture.Bgr));

        Assert.True(differ > 10, $"Only {differ} of 20 shelves change with the neighbours.");
    }

    [Fact]
    public void Without_a_chance_of_anything_an_item_lies_alone_and_whole()
    {
        for (var seed = 0; seed < 10; seed++)
            Assert.Empty(Compose(seed, new Surroundings { Neighbours = Products }).Above);
    }

    [Fact]
    public void Chances_that_are_none_are_named()
    {
        Assert.Equal("Shelf is 1.5; a chance is from 0 to 1.", Fault(new Surroundings { Shelf = 1.5 }));
        Assert.Equal("Covered is NaN; a chance is from 0 to 1.", Fault(new Surroundings { Covered = double.NaN }));
        Assert.Equal("Shelf, Tray and Hand sum up to 1.5; at most 1 is possible.",
            Fault(new Surroundings { Shelf = 0.5, Tray = 0.5, Hand = 0.5 }));
        Assert.StartsWith("MostCovered is 1;", Fault(new Surroundings { MostCovered = 1 }), StringComparison.Ordinal);
        var posed = View with { Surroundings = Store, Pose = new Pose(PoseSide.Back, 0, 0, 0, 0) };
        Assert.Contains("choose their own pose",
            Assert.Throws<ArgumentException>(() => Renderer.Render(Products[0], 1, posed)).Message, StringComparison.Ordinal);

        static string Fault(Surroundings around) =>
            Assert.Throws<ArgumentException>(() => Renderer.Render(Products[0], 1, View with { Surroundings = around })).Message;
    }

    private static StoreView Compose(int seed, Surroundings around) =>
        Renderer.Compose(Products[seed % Products.Length], seed, View, around);

    private static double HiddenShare(StoreView view)
    {
        var own = Pixels(view).Where(pixel => Cover(view.Item, pixel.X, pixel.Y) >= 128).ToArray();
        return (double)own.Count(pixel => view.Above.Any(layer => Cover(layer, pixel.X, pixel.Y) >= 128)) / own.Length;
    }

    private static IEnumerable<(int X, int Y)> Solid(StoreView view) =>
        Pixels(view).Where(pixel => Cover(view.Item, pixel.X, pixel.Y) == 255);

    private static IEnumerable<(int X, int Y)> Pixels(StoreView view) =>
        from y in Enumerable.Range(0, view.Picture.Height)
        from x in Enumerable.Range(0, view.Picture.Width)
        select (x, y);

    private static int Cover(ItemLayer layer, int x, int y)
    {
        x -= layer.X;
        y -= layer.Y;
        return x < 0 || y < 0 || x >= layer.Width || y >= layer.Height ? 0 : layer.Pixels[4 * (y * layer.Width + x) + 3];
    }
}
