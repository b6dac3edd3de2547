using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class TrainedParameterTests
{
    [Fact]
    public void Rates_fall_block_by_block_from_the_top_down_and_the_head_has_its_own()
    {
        using var encoder = TinyProducts.Model.Create(16, 16);
        using var loss = new ArcFaceOptions().Create(encoder.Dimension, 4);

        var trained = TrainedParameter.Of(encoder, loss, new() { Rate = 2e-4, LayerDecay = 0.7, HeadRate = 4e-4, LossRate = 1e-3 })
            .ToDictionary(entry => entry.Name, entry => entry.RateShare);

        Assert.Equal(2, trained["encoder.head.linear.weight"], 1e-12);
        Assert.Equal(1, trained["encoder.blocks.1.first.convolution.weight"], 1e-12);
        Assert.Equal(0.7, trained["encoder.blocks.0.first.convolution.weight"], 1e-12);
        Assert.Equal(0.49, trained["encoder.stem1.convolution.weight"], 1e-12);
        Assert.Equal(5, trained["loss.weight"], 1e-12);
    }

    [Fact]
    public void Only_tables_of_weights_decay()
    {
        using var encoder = TinyProducts.Model.Create(16, 16);
        using var loss = new ArcFaceOptions().Create(encoder.Dimension, 4);

        var trained = TrainedParameter.Of(encoder, loss, new());

        Assert.Equal(
            trained.Where(entry => entry.Name.EndsWith("convolution.weight", StringComparison.Ordinal)
                || entry.Name is "encoder.head.linear.weight" or "loss.weight"),
            trained.Where(entry => entry.Decays));
    }

    [Theory]
    [InlineData(TrainedPart.Full, 0)]
    [InlineData(TrainedPart.LastBlocks, 2)]
    [InlineData(TrainedPart.HeadOnly, 3)]
    [InlineData(TrainedPart.Frozen, 4)]
    public void Layers_below_the_trained_part_keep_weights_and_statistics(TrainedPart part, int first)
    {
        var options = new OptimizerOptions { Trains = part, LastBlocks = 1, Rate = 0.1 };
        Assert.Equal(first, options.FirstTrainedLayer(4));

        random.manual_seed(1);
        using var encoder = TinyProducts.Model.Create(16, 16);
        using var loss = new ArcFaceOptions().Create(encoder.Dimension, 4);
        using var optimizer = new AdamW(TrainedParameter.Of(encoder, loss, options), 0.1);
        var before = encoder.State().ToDictionary(entry => entry.Name, entry => entry.Tensor.Values());
        TrainedParameter.Train(encoder, options);
        using (var scope = NewDisposeScope())
        {
            loss.forward(encoder.forward(randn(8, 3, 16, 16)), tensor(new long[] { 0, 0, 1, 1, 2, 2, 3, 3 })).backward();
            optimizer.Step(options.Rate, 1);
        }

        var changed = encoder.State().Where(entry => !before[entry.Name].SequenceEqual(entry.Tensor.Values()))
            .Select(entry => encoder.LayerOf(entry.Name["encoder.".Length..])).Distinct().Order();
        Assert.Equal(Enumerable.Range(first, 4 - first), changed);
    }

    /// <summary>A GPU's modules come about this way: what a module holds in its own fields must move along.</summary>
    [Fact]
    public void Networks_and_losses_can_be_moved_after_they_were_made()
    {
        using var scope = NewDisposeScope();
        using var encoder = TinyProducts.Model.Create(16, 16);
        using var arcFace = new ArcFaceOptions().Create(encoder.Dimension, 4);
        using var softmax = new SoftmaxOptions().Create(encoder.Dimension, 4);
        encoder.to(ScalarType.Float64);
        arcFace.to(ScalarType.Float64);
        softmax.to(ScalarType.Float64);

        var embeddings = encoder.forward(randn(4, 3, 16, 16, dtype: ScalarType.Float64));
        foreach (var loss in new[] { arcFace, softmax })
        {
            loss.forward(embeddings, tensor(new long[] { 0, 1, 2, 3 })).backward(retain_graph: true);
            Assert.All(loss.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.grad!.dtype));
        }
        Assert.All(encoder.parameters(), parameter => Assert.NotNull(parameter.grad));
    }
}
