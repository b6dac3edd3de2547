using RetailKlip.Core;
using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class TraySceneTests
{
    private const int Width = 640;
    private const int Height = 360;

    [Fact]
    public void A_seed_gives_the_same_scene_and_another_seed_another()
    {
        var once = Scene(3);
        var again = Scene(3);
        Assert.Equal(once.Items, again.Items);
        Assert.Equal(once.Render().Bgr, again.Render().Bgr);
        Assert.NotEqual(once.Items, Scene(4).Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Each_box_holds_its_item_tightly_and_outside_there_is_only_shadow(int seed)
    {
        var scene = Scene(seed);
        byte[] drawn = scene.Render().Bgr, empty = scene.RenderEmpty().Bgr;
        var boxes = scene.Truth.Select(item => item.Box).ToArray();
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                if (boxes.Any(box => x >= box.X - 2 && x < box.Right + 2 && y >= box.Y - 2 && y < box.Bottom + 2))
                    continue;
                // A shadow takes the same share of all three colours and adds nothing; noise is a few steps.
                var at = 3 * (y * Width + x);
                for (var channel = 0; channel < 3; channel++)
                    Assert.True(drawn[at + channel] <= empty[at + channel] + 14,
                        $"({x}, {y}) outside all boxes is lighter than the empty tray.");
                var remaining = (drawn[at] + drawn[at + 1] + drawn[at + 2]) / (double)(empty[at] + empty[at + 1] + empty[at + 2]);
                Assert.True(Math.Abs(drawn[at] - empty[at] * remaining) <= 12,
                    $"({x}, {y}) outside all boxes has another colour than the empty tray.");
            }
        foreach (var item in scene.Truth)
            Assert.All(Edges(item.Box), edge =>
                Assert.True(edge.Any(point => Changed(drawn, empty, point)), $"The box of {item.Sku} has an edge without item."));
    }

    [Fact]
    public void Items_do_not_overlap()
    {
        for (var seed = 10; seed < 16; seed++)
        {
            var scene = Scene(seed);
            var all = Cover(scene.Items);
            var alone = scene.Items.Sum(item => Cover([item]));
            Assert.Equal(alone, all);
        }

        // Counted by drawing: where two items overlapped, together they would cover less than one by one.
        static int Cover(IEnumerable<PlacedItem> items)
        {
            var covered = new bool[Width * Height];
            var painter = new ItemPainter(1 << 24);
            var view = KioskView.Above(Width, Height);
            foreach (var item in items)
            {
                var layer = painter.Draw(painter.Place(item.Product, item.Pose, view.PixelsPerMillimetre), view, Lighting.Shop);
                for (var i = 0; i < layer.Width * layer.Height; i++)
                    if (layer.Pixels[4 * i + 3] > 0)
                        covered[(layer.Y + i / layer.Width) * Width + layer.X + i % layer.Width] = true;
            }
            return covered.Count(pixel => pixel);
        }
    }

    [Fact]
    public void More_items_than_fit_are_refused_with_the_reason()
    {
        var fault = Assert.Throws<ArgumentException>(() =>
            TrayScene.Random([DemoCatalogue.Find(Sku.Parse("crisps-1"))], 9, 1, Width, Height));
        Assert.Contains("do not fit on the tray", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Light_changes_from_seed_to_seed()
    {
        var means = Enumerable.Range(0, 8).Select(seed =>
            Math.Round(Scene(seed, items: 1).RenderEmpty().Bgr.Average(value => value), 2)).Distinct();
        Assert.True(means.Count() >= 7);
    }

    private static TrayScene Scene(int seed, int items = 4) => TrayScene.Random(DemoCatalogue.Products, items, seed, Width, Height);

    private static IEnumerable<IEnumerable<(int X, int Y)>> Edges(PixelBox box) =>
    [
        Enumerable.Range(box.X, box.Width).Select(x => (x, box.Y)),
        Enumerable.Range(box.X, box.Width).Select(x => (x, box.Bottom - 1)),
        Enumerable.Range(box.Y, box.Height).Select(y => (box.X, y)),
        Enumerable.Range(box.Y, box.Height).Select(y => (box.Right - 1, y)),
    ];

    private static bool Changed(byte[] drawn, byte[] empty, (int X, int Y) point)
    {
        var at = 3 * (point.Y * Width + point.X);
        return Enumerable.Range(at, 3).Any(i => Math.Abs(drawn[i] - empty[i]) > 8);
    }
}
