using System.Collections.Immutable;
using RetailKlip.Core;
using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class TrayScriptTests
{
    private const int Width = 480;
    private const int Height = 270;

    [Fact]
    public void The_demo_shows_twins_one_product_twice_and_something_taken_away()
    {
        var script = TrayScript.Demo();
        Assert.True(script.ExpectedBasket.Values.Sum() >= 6);
        Assert.True(script.ExpectedBasket.Count >= 5);
        Assert.Contains(2, script.ExpectedBasket.Values);
        Assert.Contains(DemoCatalogue.Twins, pair =>
            script.ExpectedBasket.ContainsKey(pair.First.Product.Sku) && script.ExpectedBasket.ContainsKey(pair.Second.Product.Sku));
        Assert.Contains(script.Steps, step => step.Action == ScriptAction.Take);
        Assert.Contains(script.Steps, step => step.Action == ScriptAction.Slide);
        Assert.Contains(script.Steps, step => step is { Action: ScriptAction.Put, Items.Length: 2 });
        Assert.True(script.Steps[0].Start >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_expected_basket_is_the_fold_of_the_steps()
    {
        foreach (var script in Enumerable.Range(0, 12).Select(seed =>
            TrayScript.Random(seed, width: Width, height: Height)).Append(TrayScript.Demo()))
        {
            var basket = new SortedDictionary<Sku, int>();
            foreach (var step in script.Steps.Where(step => step.Action != ScriptAction.Slide))
                foreach (var sku in step.Items.Select(item => script.Items[item].Product.Sku))
                    basket[sku] = basket.GetValueOrDefault(sku) + (step.Action == ScriptAction.Put ? 1 : -1);
            Assert.Equal(basket.Where(line => line.Value > 0), script.ExpectedBasket);
            Assert.Equal(script.ExpectedBasket.Values.Sum(), script.TruthAt(script.Duration).Length);
        }
    }

    [Fact]
    public void Items_of_the_demo_never_overlap_while_they_lie()
    {
        var script = TrayScript.Demo(width: Width, height: Height);
        var painter = new ItemPainter(1 << 24);
        var view = KioskView.Above(Width, Height);
        foreach (var step in script.Steps)
        {
            var outlines = script.LyingAt(step.End).Select(pair =>
                new Footprint(painter.Place(script.Items[pair.Key], pair.Value, view.PixelsPerMillimetre), view)).ToArray();
            for (var i = 0; i < outlines.Length; i++)
                for (var other = 0; other < i; other++)
                    Assert.True(outlines[i].ClearOf(outlines[other], 4), $"Items {other} and {i} touch after the step at {step.Start}.");
        }
    }

    [Fact]
    public void A_replay_gives_the_same_frames_in_one_buffer()
    {
        var script = Short();
        var once = script.Frames().Select(frame => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(frame.Bgr))).ToArray();
        Assert.Equal(script.FrameCount, once.Length);
        Assert.Equal(once, Short().Frames().Select(frame => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(frame.Bgr))));
        Assert.Single(script.Frames().Distinct());
        Assert.Equal(once.Length, once.Distinct().Count());
    }

    [Fact]
    public void The_tray_is_empty_first_and_holds_the_item_last()
    {
        var script = Short();
        var empty = Mean(script.Frames().First());
        var box = Assert.Single(script.TruthAt(script.Duration)).Box;
        Assert.Empty(script.TruthAt(TimeSpan.Zero));
        var last = new Picture(Width, Height);
        foreach (var frame in script.Frames())
            frame.Bgr.CopyTo(last.Bgr, 0);
        Assert.True(Distance(Mean(last, box), Mean(script.Frames().First(), box)) > 20);
        Assert.InRange(Distance(Mean(script.Frames().Skip(5).First()), empty), 0, 1);
    }

    [Fact]
    public void Between_steps_only_noise_moves_and_during_a_step_a_hand_does()
    {
        var script = Short();
        var frames = script.Frames().Select(frame => frame.Bgr.ToArray()).ToArray();
        var rate = script.FramesPerSecond;
        Assert.True(Motion(frames[2], frames[8]) < 0.001);
        Assert.True(Motion(frames[^8], frames[^2]) < 0.001);
        Assert.True(Motion(frames[2], frames[(int)((script.Steps[0].Start + ScriptStep.Reach).TotalSeconds * rate)]) > 0.05);
    }

    [Fact]
    public void Steps_that_cannot_happen_are_refused()
    {
        var item = DemoCatalogue.Products[0];
        var pose = new Pose(PoseSide.Front, 0, 0, 0, 0);
        var put = new ScriptStep(ScriptAction.Put, TrayScript.Opening, [0], [pose]);
        Assert.Throws<ArgumentException>(() => new TrayScript([item], [put with { Start = TimeSpan.Zero }], 1));
        Assert.Throws<ArgumentException>(() => new TrayScript([item], [put, put with { Start = put.End }], 1));
        Assert.Throws<ArgumentException>(() => new TrayScript([item], [put with { Action = ScriptAction.Take }], 1));
        Assert.Throws<ArgumentException>(() =>
            new TrayScript([item, item], [put, put with { Start = put.End - TimeSpan.FromTicks(1), Items = [1] }], 1));
        Assert.Throws<ArgumentException>(() => new TrayScript([item], [put with { To = ImmutableArray<Pose>.Empty }], 1));
    }

    private static TrayScript Short() => new([DemoCatalogue.Find(Sku.Parse("choc-1"))],
        [new ScriptStep(ScriptAction.Put, TrayScript.Opening, [0], [new Pose(PoseSide.Front, 0, 20, 40, 10)])], 3, 10, Width, Height);

    private static (double B, double G, double R) Mean(Picture picture, PixelBox? part = null)
    {
        var box = part ?? new PixelBox(0, 0, picture.Width, picture.Height);
        double b = 0, g = 0, r = 0;
        for (var y = box.Y; y < box.Bottom; y++)
            for (var x = box.X; x < box.Right; x++)
            {
                var at = 3 * (y * picture.Width + x);
                (b, g, r) = (b + picture.Bgr[at], g + picture.Bgr[at + 1], r + picture.Bgr[at + 2]);
            }
        return (b / box.Area, g / box.Area, r / box.Area);
    }

    private static double Distance((double B, double G, double R) a, (double B, double G, double R) b) =>
        Math.Abs(a.B - b.B) + Math.Abs(a.G - b.G) + Math.Abs(a.R - b.R);

    /// <summary>Share of values that differ by more than noise can.</summary>
    private static double Motion(byte[] a, byte[] b) => a.Zip(b).Count(pair => Math.Abs(pair.First - pair.Second) > 14) / (double)a.Length;
}
