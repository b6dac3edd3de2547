using RetailKlip.Vision;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class OnnxExporterTests
{
    [Theory]
    [InlineData(16, 16)]
    [InlineData(24, 32)]
    public void Onnx_runtime_computes_what_the_trained_network_does(int width, int height)
    {
        using var encoder = Random(1);

        OnnxExporter.Export(encoder, width, height, out var parity);

        Assert.True(parity.Passed, $"{parity}");
        Assert.True(encoder.training);
    }

    [Fact]
    public void A_graph_of_other_weights_fails_the_gate()
    {
        using var encoder = Random(1);
        using var other = Random(2);

        Assert.False(OnnxExporter.Measure(encoder, OnnxExporter.Export(other, 16, 16, out _), 16, 16).Passed);
    }

    [Fact]
    public void Weights_that_are_no_numbers_fail_the_gate()
    {
        using var encoder = Random(1);
        using (no_grad())
            encoder.parameters().First()[0].fill_(float.NaN);

        Assert.Throws<ExportException>(() => OnnxExporter.Export(encoder, 16, 16, out _));
    }

    [Fact]
    public void A_failed_gate_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), 1) with { Package = folder.At("package") };
        using var encoder = Random(1);
        using (no_grad())
            encoder.parameters().First()[0].fill_(float.NaN);

        Assert.Throws<ExportException>(() => PackageExport.Write(recipe, new(new([], []), [], null), encoder, 1));

        Assert.False(Directory.Exists(folder.At("package")));
        Assert.False(Directory.Exists(folder.At("run", "package")));
    }

    [Fact]
    public void A_package_opens_and_embeds()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), 1) with { Package = folder.At("package") };
        using var trained = Random(1);

        var package = PackageExport.Write(recipe, new(new([], []), [], null), trained, 1);

        using var encoder = Encoder.Open(ModelPackage.Open(folder.At("package")));
        Assert.Equal(package.EncoderId, encoder.EncoderId);
        Assert.Equal(TinyProducts.Model.Dimension, encoder.Dimension);
        using var left = TinyProducts.Draw(0, 0);
        using var right = TinyProducts.Draw(5, 0);
        var embeddings = encoder.Embed([left, right, left]);
        Assert.Equal(1, embeddings[0].Similarity(embeddings[2]), 1e-5f);
        Assert.True(embeddings[0].Similarity(embeddings[1]) < 0.9999f);
    }

    // Trained-looking statistics: with those of a fresh network, folding would have nothing to fold.
    private static ResidualEncoder Random(long seed)
    {
        random.manual_seed(seed);
        var encoder = new ResidualEncoder(TinyProducts.Model);
        using var gradients = no_grad();
        foreach (var (name, tensor) in encoder.State())
        {
            if (name.EndsWith("running_var", StringComparison.Ordinal))
                tensor.uniform_(0.5, 2);
            else if (name.Contains("norm", StringComparison.Ordinal))
                tensor.normal_(0.5, 0.3);
        }
        return encoder;
    }
}
