using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class PictureViewTests
{
    private static readonly PictureView[] Three = [new(), new() { Zoom = 1.3, Mirrored = true }, new() { Zoom = 2 }];

    [Fact]
    public void A_zoomed_view_is_the_middle_of_the_picture_and_a_mirrored_one_its_reflection()
    {
        using var scope = NewDisposeScope();
        // A ramp keeps its values where it is enlarged.
        var ramp = arange(64, ScalarType.Float32).view(1, 1, 1, 64).expand(1, 3, 32, 64);

        var zoomed = new PictureView { Zoom = 2 }.Of(ramp)[0, 0, 5].Values();
        var mirrored = new PictureView { Mirrored = true }.Of(ramp)[0, 2, 31].Values();

        Assert.Equal(64, zoomed.Length);
        // Pixel i shows the place (i + 0.5) / 2 - 0.5 of the 32 columns from 16 on.
        for (var i = 1; i < 63; i++)
            Assert.Equal(16 + (i + 0.5) / 2 - 0.5, zoomed[i], 4);
        Assert.Equal(Enumerable.Range(0, 64).Reverse().Select(i => (float)i), mirrored);
    }

    [Fact]
    public void An_embedding_is_the_mean_direction_of_its_views()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var encoder = TinyProducts.Model.Create(16, 24);
        encoder.eval();
        var pictures = randn(4, 3, 24, 16);
        var expected = Three.Select(view => nn.functional.normalize(encoder.forward(view.Of(pictures)), p: 2, dim: 1))
            .Aggregate((sum, next) => sum + next) / Three.Length;

        encoder.Views = Three;
        var actual = encoder.Embed(pictures);

        Assert.InRange((actual - expected).abs().max().item<float>(), 0, 1e-6f);
        Assert.True((actual - encoder.forward(pictures)).abs().max().item<float>() > 1e-3);
    }

    [Theory]
    [InlineData(16, 24)]
    [InlineData(96, 96)]
    [InlineData(40, 8)]
    public void The_exported_graph_looks_the_same_way(int width, int height)
    {
        random.manual_seed(3);
        using var encoder = TinyProducts.Model.Create(width, height);
        for (var zoom = 1.0; zoom < 4; zoom += 0.37)
        {
            encoder.Views = [.. Three, new() { Zoom = zoom }];

            OnnxExporter.Export(encoder, width, height, out var parity);

            Assert.InRange(parity.MaxAbsDiff, 0, 1e-5);
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(4.1)]
    [InlineData(double.NaN)]
    public void A_zoom_out_of_range_is_a_fault(double zoom) => Assert.Contains("zoom", new PictureView { Zoom = zoom }.Fault(), StringComparison.Ordinal);
}
