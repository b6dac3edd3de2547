using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class AugmentationTests
{
    private const int Size = 32;

    [Fact]
    public void The_same_seed_draws_the_same_view_and_another_draws_another()
    {
        var first = Draw(1, recolouring: 0);

        Assert.Equal(first, Draw(1, recolouring: 0));
        Assert.NotEqual(first, Draw(2, recolouring: 0));
    }

    [Fact]
    public void Without_variation_a_view_is_the_picture_in_rgb()
    {
        var still = new AugmentationOptions
        {
            MinArea = 1, MaxAspect = 1, FlipChance = 0, RotationDegrees = 0, QuarterTurnChance = 0, Perspective = 0,
            Colour = 0, WhiteBalance = 0, HueDegrees = 0, BlurChance = 0, LowResolutionChance = 0,
            JpegChance = 0, NoiseChance = 0, OcclusionChance = 0,
        };
        using var augmenter = new Augmenter(still, Size);
        using var picture = new OpenCvSharp.Mat(Size, Size, OpenCvSharp.MatType.CV_8UC3, new OpenCvSharp.Scalar(10, 20, 30));
        var rgb = new byte[Size * Size * 3];

        augmenter.Draw(picture, 0, new Random(1), rgb);
        Assert.Equal([30, 20, 10], rgb[..3]);
        Assert.All(rgb.Chunk(3), pixel => Assert.Equal([30, 20, 10], pixel));

        var orders = new HashSet<(byte, byte, byte)>();
        for (var recolouring = 0; recolouring < Augmenter.MaxRecolourings; recolouring++)
        {
            augmenter.Draw(picture, recolouring, new Random(1), rgb);
            Assert.Equal([10, 20, 30], rgb[..3].Order().ToArray());
            orders.Add((rgb[0], rgb[1], rgb[2]));
        }
        Assert.Equal(Augmenter.MaxRecolourings, orders.Count);
    }

    [Fact]
    public void A_batch_depends_on_seed_epoch_and_place_and_never_on_what_was_drawn_before()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.Path);
        using var cache = PictureCache.Load(ProductFolders.Read(folder.Path), 40);
        var samples = TrainingSample.Of(cache.Dataset.Recoloured(2));
        var sampler = new MPerClassSampler([.. samples.Select(sample => sample.Class)], 2, 8, 40, seed: 9);
        using var augmenter = new Augmenter(new(), Size);

        var fresh = Pixels(seed: 9, epochs: [1]);

        Assert.Equal(fresh, Pixels(seed: 9, epochs: [0, 1]));
        Assert.NotEqual(fresh, Pixels(seed: 9, epochs: [2]));
        Assert.NotEqual(fresh, Pixels(seed: 10, epochs: [1]));

        byte[] Pixels(ulong seed, int[] epochs)
        {
            var loader = new TrainingLoader(cache, samples, sampler, augmenter, Size, seed);
            return epochs.Select(epoch => loader.Epoch(epoch).SelectMany(batch => batch.Pixels).ToArray()).Last();
        }
    }

    [Fact]
    public void Labels_tell_recoloured_products_apart()
    {
        var dataset = new ProductDataset(["a", "b"], [new("/a.png", 0, 3), new("/b.png", 1), new("/a2.png", 0, 3)]);

        Assert.Equal([0, 1, 2, 3, 0, 1, 2], TrainingSample.Of(dataset).Select(sample => sample.Class));
    }

    private static byte[] Draw(int seed, int recolouring)
    {
        using var augmenter = new Augmenter(new(), Size);
        using var picture = TinyProducts.Draw(3, 1);
        var rgb = new byte[Size * Size * 3];
        augmenter.Draw(picture, recolouring, new Random(seed), rgb);
        return rgb;
    }
}
