using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class VisionTransformerTests
{
    private static readonly VisionTransformerOptions Tiny =
        new() { Patch = 4, Width = 16, Layers = 3, HeadWidth = 8, MlpRatio = 2, Dimension = 6 };

    [Fact]
    public void The_named_shapes_have_as_many_weights_as_openclips()
    {
        // Of the image encoders alone, as OpenCLIP counts them.
        Assert.Equal(87_849_216, Count(VisionTransformerOptions.VitB32, 224));
        Assert.Equal(86_192_640, Count(VisionTransformerOptions.VitB16, 224));
        Assert.Equal(303_966_208, Count(VisionTransformerOptions.VitL14, 224));
        Assert.Equal(632_076_800, Count(VisionTransformerOptions.VitH14, 224));

        static long Count(VisionTransformerOptions shape, int side)
        {
            long width = shape.Width, hidden = (long)(width * shape.MlpRatio), patches = (long)(side / shape.Patch) * (side / shape.Patch);
            var one = shape with { Layers = 1 };
            // A whole network of these would take gigabytes: one block is made, the others are its like.
            using var network = new VisionTransformer(one, side, side);
            var block = network.named_parameters().Where(entry => network.LayerOf(entry.name) == 1).Sum(entry => entry.parameter.numel());
            Assert.Equal(4 * width * width + 2 * width * hidden + 9 * width + hidden, block);
            Assert.Equal(patches, network.Grid.Count);
            return network.parameters().Sum(parameter => parameter.numel()) + (shape.Layers - 1) * block;
        }
    }

    [Fact]
    public void Rates_can_decay_block_by_block_from_the_embedding_to_the_pixels()
    {
        using var encoder = new VisionTransformer(Tiny, 8, 8);

        var layers = encoder.named_parameters().ToDictionary(entry => entry.name, entry => encoder.LayerOf(entry.name));

        Assert.Equal(5, encoder.Layers);
        Assert.All(["conv1.weight", "class_embedding", "positional_embedding", "ln_pre.weight"], name => Assert.Equal(0, layers[name]));
        Assert.All(["ln_post.weight", "ln_post.bias", "proj"], name => Assert.Equal(4, layers[name]));
        Assert.All(
            layers.Where(entry => entry.Key.StartsWith("transformer.resblocks.2.", StringComparison.Ordinal)),
            entry => Assert.Equal(3, entry.Value));
        Assert.Equal(Enumerable.Range(0, 5), layers.Values.Distinct().Order());
    }

    [Fact]
    public void Every_weight_learns()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var encoder = new VisionTransformer(Tiny, 12, 8);

        encoder.forward(randn(3, 3, 8, 12)).pow(2).sum().backward();

        Assert.All(encoder.named_parameters(), entry => Assert.True(entry.parameter.grad!.abs().sum().item<float>() > 0, entry.name));
    }

    [Fact]
    public void Pictures_of_another_size_than_it_was_made_for_are_embedded_and_learnt_from()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var encoder = new VisionTransformer(Tiny, 16, 16);

        var embeddings = encoder.forward(randn(2, 3, 8, 12));
        embeddings.sum().backward();

        Assert.Equal([2, 6], embeddings.shape);
        Assert.All(encoder.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_bfloat16_it_computes_nearly_the_same_while_its_weights_stay_exact(bool quick)
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var encoder = new VisionTransformer(Tiny with { QuickGelu = quick }, 8, 8);
        var pictures = randn(4, 3, 8, 8);

        var exact = encoder.forward(pictures);
        var brief = encoder.forward(pictures.to(ScalarType.BFloat16));
        brief.to(ScalarType.Float32).sum().backward();

        Assert.Equal(ScalarType.BFloat16, brief.dtype);
        Assert.All(encoder.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.All(encoder.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.grad!.dtype));
        var parity = ExportParity.Compare(exact.Values(), brief.to(ScalarType.Float32).Values(), encoder.Dimension);
        Assert.InRange(parity.MinCosine, 0.999, 0.999999);
    }

    [Fact]
    public void Numbers_that_make_no_network_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new VisionTransformer(Tiny with { HeadWidth = 32 }, 8, 8));
        Assert.Throws<ArgumentException>(() => new VisionTransformer(Tiny with { Layers = 0 }, 8, 8));
        Assert.Throws<ArgumentException>(() => new VisionTransformer(Tiny, 8, 3));
    }

    [Theory]
    [InlineData(5, 4, 9, 7)]
    [InlineData(8, 9, 3, 2)]
    [InlineData(4, 4, 4, 8)]
    public void Positions_are_resized_bicubic_with_antialiasing(int rows, int columns, int newRows, int newColumns)
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        var (from, to) = (new PatchGrid(rows, columns), new PatchGrid(newRows, newColumns));
        var positions = randn(from.Count + 1, 3);

        var resized = from.Resize(positions, to);

        Assert.Equal(NaivePositions.Resize(positions.Values(), from, to), resized.Values(), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Same(positions, from.Resize(positions, from));
    }
}
