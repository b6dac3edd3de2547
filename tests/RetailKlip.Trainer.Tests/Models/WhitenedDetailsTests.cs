using RetailKlip.Vision;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class WhitenedDetailsTests
{
    private static readonly DetailOptions Options = new() { Blocks = [1, 4], Dimension = 6, Weight = 1.5, Shrinkage = 0 };

    [Fact]
    public void Statistics_are_the_mean_of_a_channel_and_the_power_means_of_either_sign()
    {
        using var scope = NewDisposeScope();
        // One picture of one channel: 1, 2, -3, 0.
        var block = tensor([1f, 2f, -3f, 0f], [1, 1, 2, 2]);

        var statistics = WhitenedDetails.Describe([block]).data<float>().ToArray();

        Assert.Equal(0, statistics[0], 1e-6);
        Assert.Equal(Math.Cbrt((1 + 8) / 4.0), statistics[1], 1e-5);
        Assert.Equal(Math.Cbrt(27 / 4.0), statistics[2], 1e-5);
    }

    [Fact]
    public void Fitted_statistics_have_the_wanted_length_and_no_direction_counts_more_than_another()
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        using var details = new WhitenedDetails(Options);
        // Six numbers behind twelve statistics of very different sizes.
        var statistics = randn(4000, 6).matmul(randn(6, 12)) * tensor(Enumerable.Range(0, 12).Select(i => MathF.Pow(3, i - 6)).ToArray()) + 7;

        details.Fit(statistics);
        var whitened = details.Whiten(statistics);

        Assert.All(whitened.norm(1, p: 2).data<float>().ToArray(), length => Assert.Equal(Options.Weight, length, 1e-4));
        Assert.InRange(whitened.mean([0]).abs().max().item<float>(), 0, 0.05);
        var covariance = whitened.t().matmul(whitened) / 4000;
        var expected = eye(6) * (Options.Weight * Options.Weight / 6);
        Assert.InRange((covariance - expected).abs().max().item<float>(), 0, 0.03);
    }

    [Fact]
    public void An_encoder_embeds_what_was_trained_beside_its_details_and_exports_both()
    {
        random.manual_seed(5);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var encoder = new MobileNet(new() { Dimension = 8, Details = Options });
        encoder.eval();
        encoder.Views = [new(), new() { Zoom = 1.5, Mirrored = true }];
        var pictures = randn(20, 3, 64, 64);
        var learnt = nn.functional.normalize(encoder.forward(pictures), p: 2, dim: 1);
        Assert.Throws<InvalidOperationException>(() => OnnxExporter.Export(encoder, 64, 64, out _));

        encoder.Finish([pictures.clone()]);
        encoder.Views = [new()];
        var whole = encoder.Embed(pictures);
        encoder.Views = [new(), new() { Zoom = 1.5, Mirrored = true }];
        OnnxExporter.Export(encoder, 64, 64, out var parity);

        Assert.Equal(14, encoder.EmbeddingDimension);
        Assert.InRange((whole.narrow(1, 0, 8) - learnt).abs().max().item<float>(), 0, 1e-6);
        Assert.All(whole.narrow(1, 8, 6).norm(1, p: 2).data<float>().ToArray(), length => Assert.Equal(Options.Weight, length, 1e-4));
        Assert.True(parity.Passed);
    }

    [Fact]
    public void Details_are_no_part_of_a_checkpoint_and_add_nothing_before_training_has_ended()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var encoder = new MobileNet(new() { Dimension = 8, Details = Options });
        using var plain = new MobileNet(new() { Dimension = 8 });
        encoder.eval();

        Assert.Equal(plain.State().Select(entry => entry.Name), encoder.State().Select(entry => entry.Name));
        Assert.Equal(0, encoder.Embed(randn(2, 3, 32, 32)).narrow(1, 8, 6).abs().max().item<float>());
    }

    [Theory]
    [InlineData(17, 6, "model.details.blocks must be different numbers from 0 to 16")]
    [InlineData(4, 385, "model.details.dimension is 385; 1 to 384 are possible")]
    public void Blocks_and_sizes_that_the_network_does_not_have_are_refused(int block, int dimension, string fault)
    {
        var options = new MobileNetOptions { Details = Options with { Blocks = [block, 5, 6], Dimension = dimension } };

        Assert.Contains(fault, options.Fault(), StringComparison.Ordinal);
    }
}
