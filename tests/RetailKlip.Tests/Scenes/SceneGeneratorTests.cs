using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class SceneGeneratorTests
{
    private const int Width = 640;
    private const int Height = 360;

    private static readonly DrawnProduct[] Sold = [.. Enumerable.Range(0, 40).Select(new ProductGenerator(7).Product)];
    private static readonly DrawnProduct[] Unsold = [.. Enumerable.Range(40, 20).Select(new ProductGenerator(7).Product)];

    [Theory]
    [InlineData(SceneLevel.Easy, 1, 3)]
    [InlineData(SceneLevel.Medium, 4, 6)]
    [InlineData(SceneLevel.Hard, 7, 10)]
    public void A_level_has_its_number_of_items_and_a_third_of_its_scenes_strangers(SceneLevel level, int least, int most)
    {
        var scenes = Scenes(level, 24).ToList();

        Assert.Equal(Enumerable.Range(least, most - least + 1), scenes.Select(scene => scene.Items.Length).Distinct().Order());
        Assert.InRange(scenes.Count(scene => scene.Items.Any(item => Unsold.Contains(item.Product))), 3, 15);
        Assert.Contains(scenes, scene => scene.Items.DistinctBy(item => item.Product).Count() < scene.Items.Length);
    }

    [Fact]
    public void Easy_items_lie_apart_medium_ones_touch_and_hard_ones_cover_each_other_by_fifteen_percent_at_most()
    {
        foreach (var scene in Scenes(SceneLevel.Easy, 6))
            Assert.All(Pairs(scene), pair => Assert.True(pair.A.ClearOf(pair.B, 8)));
        int touching = 0, items = 0;
        foreach (var scene in Scenes(SceneLevel.Medium, 6))
        {
            Assert.All(Pairs(scene), pair => Assert.True(pair.A.ClearOf(pair.B, 0)));
            touching += Footprints(scene).Count(item => Footprints(scene).Any(other => other.Least != item.Least && !item.ClearOf(other, 2)));
            items += scene.Items.Length;
        }
        Assert.InRange((double)touching / items, 0.6, 1);
        var shares = new List<float>();
        foreach (var scene in Scenes(SceneLevel.Hard, 6))
        {
            var footprints = Footprints(scene);
            for (var i = 0; i < footprints.Length; i++)
                shares.Add(footprints[(i + 1)..].Sum(later => later.Shared(footprints[i])) / footprints[i].Area);
        }
        Assert.InRange(shares.Max(), 0.05f, SceneGenerator.MostCovered + 0.001f);
        Assert.InRange(shares.Count(share => share > 0.005f), shares.Count / 5, shares.Count);
    }

    [Fact]
    public void A_seed_gives_the_same_scene_whatever_was_drawn_before()
    {
        var generator = new SceneGenerator(Sold, Unsold);
        generator.Scene(SceneLevel.Easy, 5, Width, Height).Render();
        var again = generator.Scene(SceneLevel.Hard, 3, Width, Height);
        var once = new SceneGenerator(Sold, Unsold).Scene(SceneLevel.Hard, 3, Width, Height);

        Assert.Equal(once.Items, again.Items);
        Assert.Equal(once.Render().Bgr, again.Render().Bgr);
        Assert.Equal(once.Truth, again.Truth);
    }

    [Fact]
    public void Shots_of_a_scene_differ_by_their_noise_alone()
    {
        var scene = new SceneGenerator(Sold, []).Scene(SceneLevel.Medium, 1, Width, Height);
        byte[] first = scene.Render().Bgr, second = scene.Render(1).Bgr;

        Assert.NotEqual(first, second);
        Assert.InRange(first.Zip(second, (a, b) => Math.Abs(a - b)).Max(), 1, 16);
    }

    private static IEnumerable<TrayScene> Scenes(SceneLevel level, int count)
    {
        var generator = new SceneGenerator(Sold, Unsold);
        return Enumerable.Range(0, count).Select(seed => generator.Scene(level, seed, Width, Height));
    }

    private static IEnumerable<(Footprint A, Footprint B)> Pairs(TrayScene scene)
    {
        var footprints = Footprints(scene);
        return footprints.SelectMany((a, i) => footprints.Skip(i + 1).Select(b => (a, b)));
    }

    private static Footprint[] Footprints(TrayScene scene)
    {
        var painter = new ItemPainter(1 << 24);
        var view = KioskView.Above(Width, Height);
        return [.. scene.Items.Select(item => new Footprint(painter.Place(item.Product, item.Pose, view.PixelsPerMillimetre), view))];
    }
}
