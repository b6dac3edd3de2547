using OpenCvSharp;
using OpenCvSharp.Dnn;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class MobileNetTests
{
    private const int Side = 64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_of_a_tensorflow_lite_model_compute_what_opencv_computes_with_them(bool isHalf)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, isHalf);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        random.manual_seed(6);
        var picture = rand(1, 3, Side, Side) * 2 - 1;

        using var network = (MobileNet)new MobileNetOptions { Backbone = path }.Create(Side, Side);
        var actual = nn.functional.relu6(network.Stem.forward(picture));
        foreach (var block in network.Blocks)
            actual = block.forward(actual);
        actual = nn.functional.relu6(network.Last.forward(actual));

        using var net = CvDnn.ReadNet(path)!;
        using var blob = Mat.FromPixelData([1, 3, Side, Side], MatType.CV_32FC1, picture.Values());
        net.SetInput(blob);
        using var expected = net.Forward(net.GetUnconnectedOutLayersNames()!.Last());
        // OpenCV gives the file's order of channels or its own, by version.
        var values = tensor(expected.AsSpan<float>().ToArray());
        var ordered = expected.Size(3) == 1280 ? values.view(1, Side / 32, Side / 32, 1280).permute(0, 3, 1, 2) : values.view(actual.shape);
        Assert.True(actual.max().item<float>() > 0.1);
        Assert.InRange((actual - ordered).abs().max().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void A_truncated_or_damaged_model_is_refused_by_name_or_read()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Write(folder, isHalf: true));
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var bytes = whole.ToArray();
            // The tables stand in front of most weights.
            if (i % 2 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            else
                bytes[random.Next(20_000)] = (byte)random.Next(256);
            var path = folder.At("damaged.tflite");
            File.WriteAllBytes(path, bytes);

            var error = Record.Exception(() => new MobileNetOptions { Backbone = path }.Create(Side, Side).Dispose());

            if (error is not null)
                Assert.Contains(path, Assert.IsType<InvalidDataException>(error).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_network_is_refused_by_the_place_where_it_differs()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("other.tflite");
        var writer = new TfliteWriter(Side, isHalf: false);
        using var stem = new FoldedConvolution(3, 24, 3, 2);
        writer.Convolve(writer.Input, stem, isRectified: true);
        File.WriteAllBytes(path, writer.ToBytes());

        var error = Assert.Throws<InvalidDataException>(() => new MobileNetOptions { Backbone = path }.Create(Side, Side));

        Assert.Contains($"{path}' is not MobileNetV2 of width 1: its stem", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backbone_that_is_not_there_is_named()
    {
        var error = Assert.Throws<InvalidDataException>(() => new MobileNetOptions { Backbone = "none.tflite" }.Create(Side, Side));

        Assert.Contains("'none.tflite' cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_can_decay_block_by_block_from_the_embedding_to_the_pixels()
    {
        using var encoder = new MobileNet(new());

        var layers = encoder.named_parameters().Select(entry => encoder.LayerOf(entry.name)).ToList();

        Assert.Equal(Enumerable.Range(0, encoder.Layers), layers.Distinct().Order());
        // The paper's network without its classifier, and of each normalisation one number a channel where it had two.
        const int Published = 2_223_872, Statistics = 17_056;
        Assert.Equal(Published - Statistics, encoder.Blocks.Sum(block => Count(block)) + Count(encoder.Stem) + Count(encoder.Last));

        static long Count(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());
    }

    [Fact]
    public void Every_weight_learns_with_blocks_computed_once_or_twice()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var encoder = new MobileNet(new() { Dimension = 8 });
        var pictures = randn(3, 3, 32, 64);
        var once = Gradients();
        encoder.CheckpointsActivations = true;
        var twice = Gradients();

        Assert.All(once, entry => Assert.True(entry.Value.abs().sum().item<float>() > 0, entry.Key));
        Assert.All(once, entry => Assert.InRange((entry.Value - twice[entry.Key]).abs().max().item<float>(), 0, 1e-4f));

        Dictionary<string, Tensor> Gradients()
        {
            encoder.zero_grad();
            encoder.forward(pictures).pow(2).sum().backward();
            return encoder.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        }
    }

    private static string Write(TemporaryFolder folder, bool isHalf)
    {
        random.manual_seed(5);
        using var gradients = no_grad();
        using var network = new MobileNet(new());
        foreach (var (name, parameter) in network.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal) && !name.StartsWith("head", StringComparison.Ordinal))
                parameter.uniform_(-0.2, 0.4);
        var path = folder.At($"mobile-{isHalf}.tflite");
        File.WriteAllBytes(path, new TfliteWriter(Side, isHalf).Write(network));
        return path;
    }
}
