using System.Globalization;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

/// <summary>
/// Hands, sleeves and bags in the picture, drifting light, items put down, pushed together, turned, swapped and taken away: no item is
/// counted twice and none is lost. With the bundled encoder.
/// </summary>
public sealed class BusyScriptTests : IDisposable
{
    private const int Scripts = 200;

    private static readonly DrawnProduct[] Products = [.. Enumerable.Range(0, 12).Select(new ProductGenerator(31).Product)];

    private readonly Encoder _encoder = Encoder.Open(ModelPackage.Open(Path.Combine(Shared.Checkout, "models", "retailklip-s")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_busy_checkout_loses_nothing_and_counts_nothing_twice(int seed)
    {
        var replay = Replay(seed, Enrol());

        Assert.True(replay.IsRight, $"{replay}");
        Assert.True(replay.Puts >= 3);
    }

    [Fact]
    public void Two_hundred_busy_checkouts_lose_nothing_and_count_nothing_twice()
    {
        Assert.SkipUnless(Campaign.IsLong, "takes about an hour: tests/run.sh --long");
        var gallery = Enrol();
        var replays = new ScriptReplay[Scripts];
        Parallel.For(0, Scripts, i => replays[i] = Replay(1000 + i, gallery));
        var delays = replays.SelectMany(replay => replay.Delays).Order().ToArray();
        var summary = string.Create(CultureInfo.InvariantCulture,
            $"{replays.Count(replay => replay.IsRight)} of {Scripts} scripts right; {replays.Sum(replay => replay.Puts)} items put down, {replays.Sum(replay => replay.Doubles)} doubles, {replays.Sum(replay => replay.Lost)} lost, {replays.Sum(replay => replay.Swaps)} taken for others after a move; added {RetrievalMetrics.Quantile(delays, 0.5):F2} s after the hands were gone (median), {RetrievalMetrics.Quantile(delays, 0.95):F2} s at 95 %; wrong seeds: {string.Join(' ', Enumerable.Range(0, Scripts).Where(i => !replays[i].IsRight).Select(i => 1000 + i))}");
        TestContext.Current.TestOutputHelper?.WriteLine(summary);

        Assert.All(replays, replay => Assert.True(replay.IsRight, summary));
    }

    [Fact]
    public void A_seed_gives_the_same_script_and_all_kinds_of_things_happen()
    {
        var scripts = Enumerable.Range(0, 30).Select(seed => TrayScript.Busy(Products, seed)).ToList();

        Assert.Equal(scripts[5].Steps.Select(step => step.Start), TrayScript.Busy(Products, 5).Steps.Select(step => step.Start));
        Assert.Equal(Enum.GetValues<ScriptAction>(), scripts.SelectMany(script => script.Steps).Select(step => step.Action).Distinct().Order());
    }

    public void Dispose() => _encoder.Dispose();

    private ScriptReplay Replay(int seed, Gallery gallery)
    {
        using var pipeline = new RecognitionPipeline(new Cropper(), _encoder, gallery, _encoder.Package.DecisionPolicy());
        return ScriptReplay.Of(TrayScript.Busy(Products, seed, framesPerSecond: 15, width: 960, height: 540), pipeline);
    }

    private Gallery Enrol()
    {
        var renderer = new ProductRenderer();
        var entries = new List<GalleryEntry>();
        foreach (var product in Products)
            foreach (var (view, pose) in ReferencePoses.Of(product, 910_000, 8).Index())
            {
                var picture = renderer.Render(product, 910_000 + view, new ViewOptions { Pose = pose });
                using var mat = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
                var turned = QuarterTurns.Of(mat);
                foreach (var embedding in _encoder.Embed(turned))
                    entries.Add(new GalleryEntry(entries.Count, product.Product.Sku, embedding, "drawn"));
                foreach (var one in turned)
                    one.Dispose();
            }
        return new Gallery(1, _encoder.EncoderId, _encoder.Dimension, Products.Select(product => product.Product), entries);
    }
}
