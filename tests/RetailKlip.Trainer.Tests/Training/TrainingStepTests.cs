using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class TrainingStepTests
{
    private const int Side = 16;

    /// <summary>In evaluation batch normalisation does not see how a batch is cut, so that gradients can be compared exactly.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_batch_in_parts_gives_the_gradients_of_the_whole(int parts)
    {
        var whole = Step(new ComputeOptions());
        var cut = Step(new ComputeOptions { Accumulation = parts });

        Assert.Equal(whole.Loss, cut.Loss, 1e-5);
        foreach (var (name, expected) in whole.Gradients)
        {
            var tolerance = 1e-3 * expected.Max(Math.Abs);
            Assert.True(tolerance > 0, name);
            Assert.All(expected.Zip(cut.Gradients[name]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Fact]
    public void A_frozen_encoder_takes_a_batch_in_parts_too()
    {
        random.manual_seed(5);
        using var encoder = TinyProducts.Model.Create(Side, Side);
        using var loss = new SoftmaxOptions().Create(encoder.Dimension, 4);
        var options = new OptimizerOptions { Trains = TrainedPart.Frozen };
        using var optimizer = new AdamW(TrainedParameter.Of(encoder, loss, options), 0);
        TrainedParameter.Train(encoder, options);
        using var normalization = new PixelNormalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], CPU);
        var step = new TrainingStep(encoder, loss, optimizer, normalization, new() { Accumulation = 2 }, CPU);
        var batch = new TrainingBatch(new byte[8 * Side * Side * 3], [0, 0, 1, 1, 2, 2, 3, 3]);

        var first = step.Run(batch, Side, rate: 0.1, clipNorm: 1);

        Assert.True(step.Run(batch, Side, rate: 0.1, clipNorm: 1) < first);
    }

    [Fact]
    public void In_bfloat16_weights_and_gradients_stay_float32_and_point_the_same_way()
    {
        var full = Step(new ComputeOptions());
        var half = Step(new ComputeOptions { Precision = Precision.Bf16 });

        Assert.Equal(full.Loss, half.Loss, 0.05 * full.Loss);
        foreach (var (name, expected) in full.Gradients)
        {
            var cosine = expected.Zip(half.Gradients[name], (left, right) => (double)left * right).Sum()
                / Math.Sqrt(expected.Sum(value => (double)value * value) * half.Gradients[name].Sum(value => (double)value * value));
            Assert.True(cosine > 0.9, $"{name}: cosine {cosine}");
        }
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Step(ComputeOptions compute)
    {
        random.manual_seed(5);
        using var encoder = TinyProducts.Model.Create(Side, Side);
        using var loss = new ArcFaceOptions().Create(encoder.Dimension, 4);
        encoder.eval();
        // Blocks start as their shortcuts, so that some gradients are 0.
        using (no_grad())
            foreach (var parameter in encoder.parameters())
                parameter.add_(0.1);
        using var optimizer = new AdamW(TrainedParameter.Of(encoder, loss, new()), 0);
        using var normalization = new PixelNormalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], CPU);
        var step = new TrainingStep(encoder, loss, optimizer, normalization, compute, CPU);
        var pixels = new byte[8 * Side * Side * 3];
        new Random(1).NextBytes(pixels);

        // A step so small that nothing is clipped or moved.
        var value = step.Run(new(pixels, [0, 0, 1, 1, 2, 2, 3, 3]), Side, rate: 1e-30, clipNorm: 1e30);

        var named = encoder.named_parameters().Concat(loss.named_parameters()).ToList();
        Assert.All(named, entry => Assert.Equal(ScalarType.Float32, entry.parameter.grad!.dtype));
        return (value, named.ToDictionary(entry => entry.name, entry => entry.parameter.grad!.Values()));
    }
}
