using Microsoft.ML.OnnxRuntime;
using Onnx;
using RetailKlip.Vision;
using Xunit;
using static TorchSharp.torch;
using DataType = Onnx.TensorProto.Types.DataType;

namespace RetailKlip.Trainer.Tests;

public sealed class PrecisionTests
{
    private const int Side = 32;

    private static readonly VisionTransformerOptions Transformer =
        new() { Patch = 4, Width = 32, Layers = 2, HeadWidth = 16, MlpRatio = 2, Dimension = 12 };

    private static readonly MobileNetOptions Mobile = new() { Dimension = 12 };

    public static TheoryData<ImageEncoderOptions> Encoders => [Transformer, Transformer with { QuickGelu = true }, TinyProducts.Model, Mobile];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Float16_computes_nearly_the_same_in_half_the_bytes(ImageEncoderOptions options)
    {
        var (onnx, pictures) = Export(options);

        var half = Float16Conversion.Convert(onnx);

        var parity = Compare(onnx, half, pictures);
        Assert.InRange(parity.MinCosine, 0.999, 0.99999999);
        Assert.InRange(WeightBytes(half), WeightBytes(onnx) * 0.49, WeightBytes(onnx) * 0.6);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void In_float16_normalisation_softmax_and_powers_stay_float32(ImageEncoderOptions options)
    {
        var graph = ModelProto.Parser.ParseFrom(Float16Conversion.Convert(Export(options).Onnx)).Graph;
        var constants = graph.Initializer.ToDictionary(constant => constant.Name, constant => constant.DataType);
        var producers = Producers(graph);
        var precise = graph.Node.Where(node => node.OpType is "LayerNormalization" or "Softmax" or "Pow" or "ReduceMean").ToList();
        var others = graph.Node.Where(node => node.OpType is "MatMul" or "Conv" or "Gemm").ToList();

        Assert.NotEmpty(precise);
        Assert.NotEmpty(others);
        Assert.All(precise, node => Assert.All(node.Input, input => Assert.Equal((int)DataType.Float, TypeOf(input))));
        Assert.All(others, node => Assert.All(node.Input, input => Assert.Equal((int)DataType.Float16, TypeOf(input))));

        // Of what a cast makes, of a constant, or of what the node before it read.
        long TypeOf(string value) =>
            constants.TryGetValue(value, out var type) ? type
            : !producers.TryGetValue(value, out var node) ? (int)DataType.Float
            : node.OpType == "Cast" ? node.Attribute.Single(attribute => attribute.Name == "to").I
            : TypeOf(node.Input[0]);
    }

    [Fact]
    public void A_weight_beyond_float16_is_refused()
    {
        using var encoder = Transformer.Create(Side, Side);
        using (no_grad())
            encoder.get_parameter("proj")![0].fill_(1e5f);

        var onnx = OnnxExporter.Write(encoder, Side, Side);

        Assert.Throws<ExportException>(() => Float16Conversion.Convert(onnx));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Int8_computes_nearly_the_same_in_a_quarter_of_the_bytes(ImageEncoderOptions options)
    {
        var (onnx, pictures) = Export(options);

        var integers = DynamicQuantization.Convert(StaticQuantization.Convert(onnx, pictures, Side, Side));

        var parity = Compare(onnx, integers, pictures);
        // Random bottlenecks without rectifiers are the hardest to round.
        Assert.InRange(parity.MinCosine, options is MobileNetOptions ? 0.95 : 0.98, 0.9999999);
        Assert.InRange(WeightBytes(integers), WeightBytes(onnx) * 0.25, WeightBytes(onnx) * 0.5);
    }

    [Fact]
    public void Every_linear_layer_becomes_a_product_of_integers()
    {
        var before = ModelProto.Parser.ParseFrom(Export(Transformer).Onnx).Graph;
        var graph = ModelProto.Parser.ParseFrom(DynamicQuantization.Convert(Export(Transformer).Onnx)).Graph;

        // Query, key and value, output, two of the perceptron for each block, and the projection; attention multiplies no weights.
        Assert.Equal(4 * Transformer.Layers + 1, graph.Node.Count(node => node.OpType == "MatMulInteger"));
        Assert.Equal(2 * Transformer.Layers, graph.Node.Count(node => node.OpType == "MatMul"));
        Assert.Equal(2 * Transformer.Layers, before.Node.Count(node => node.OpType == "MatMul") - 4 * Transformer.Layers - 1);
        var weights = graph.Initializer.Where(constant => constant.DataType == (int)DataType.Int8).ToList();
        Assert.Equal(4 * Transformer.Layers + 1, weights.Count);
        Assert.All(weights, weight => Assert.InRange(weight.RawData.Span.ToArray().Max(value => Math.Abs((sbyte)value)), 1, 63));
    }

    [Fact]
    public void Every_convolution_of_the_residual_network_becomes_one_of_integers_and_the_transformers_patches_do_not()
    {
        var (onnx, pictures) = Export(TinyProducts.Model);
        var graph = ModelProto.Parser.ParseFrom(StaticQuantization.Convert(onnx, pictures, Side, Side)).Graph;
        var producers = Producers(graph);

        var convolutions = graph.Node.Where(node => node.OpType == "Conv").ToList();
        Assert.NotEmpty(convolutions);
        Assert.All(convolutions, node => Assert.All(node.Input, input => Assert.Equal("DequantizeLinear", producers[input].OpType)));
        var (patches, others) = Export(Transformer);
        Assert.Equal(patches, StaticQuantization.Convert(patches, others, Side, Side));
    }

    [Fact]
    public void Convolutions_without_calibration_pictures_are_refused() =>
        Assert.Throws<ExportException>(() => StaticQuantization.Convert(Export(TinyProducts.Model).Onnx, [], Side, Side));

    [Theory]
    [InlineData(ExportPrecision.Fp16, 0.9991, 0.005, true)]
    [InlineData(ExportPrecision.Fp16, 0.9989, 0, false)]
    [InlineData(ExportPrecision.Fp16, 1, 0.0051, false)]
    [InlineData(ExportPrecision.Int8, 0.981, -0.01, true)]
    [InlineData(ExportPrecision.Int8, 0.979, 0, false)]
    [InlineData(ExportPrecision.Int8, double.NaN, 0, false)]
    public void A_variant_that_strays_from_its_parent_is_not_let_out(ExportPrecision precision, double cosine, double loss, bool passes)
    {
        var gate = new PrecisionGate(precision, cosine, loss);

        Assert.Equal(passes, gate.Passed);
        if (!passes)
            Assert.Contains($"{precision}", Assert.Throws<ExportException>(gate.Pass).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Other_precisions_are_sibling_packages_that_serve_their_parents_galleries()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), 1) with
        {
            Package = folder.At("tiny"),
            Exports = [ExportPrecision.Fp32, ExportPrecision.Fp16, ExportPrecision.Int8],
            Calibration = new() { Products = 6, Views = 7, Seed = 3, LongestSide = 48 },
        };
        random.manual_seed(3);
        using var trained = recipe.Model.Create(24, 24);

        var parent = PackageExport.Write(recipe, new(ProductFolders.Read(folder.At("data")), [], null), trained, 1);

        Assert.True(parent.Manifest.Metrics["encodeMs"]!.GetValue<double>() > 0);
        foreach (var precision in new[] { "fp16", "int8" })
        {
            var variant = ModelPackage.Open(folder.At($"tiny-{precision}"));
            using var encoder = Encoder.Open(variant);
            Assert.Equal(precision, variant.Manifest.Precision);
            Assert.Equal($"tiny-{precision}", variant.Manifest.Name);
            Assert.Equal(parent.EncoderId, variant.EncoderId);
            Assert.NotNull(variant.Manifest.Decision);
            Assert.Equal(new FileInfo(variant.EncoderPath).Length, variant.Manifest.Metrics["sizeBytes"]!.GetValue<long>());
            Assert.True(variant.Manifest.Metrics["encodeMs"]!.GetValue<double>() > 0);
            Assert.True(variant.Manifest.Metrics["parentTop1Loss"]!.GetValue<double>() <= PrecisionGate.AllowedTop1Loss);
        }
    }

    /// <summary>An encoder with random weights, its statistics as if it had been trained, and pictures of smooth noise.</summary>
    private static (byte[] Onnx, IReadOnlyList<float[]> Pictures) Export(ImageEncoderOptions options)
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        using var encoder = options.Create(Side, Side);
        encoder.Views = [new(), new() { Zoom = 1.25, Mirrored = true }];
        using var gradients = no_grad();
        foreach (var (name, tensor) in encoder.State())
            if (name.EndsWith("norm.weight", StringComparison.Ordinal))
                tensor.uniform_(0.5, 1.5);
        var pictures = Enumerable.Range(0, 12).Select(_ => randn(3, Side, Side).Values()).ToList();
        return (OnnxExporter.Export(encoder, Side, Side, out _), pictures);
    }

    private static ExportParity Compare(byte[] expected, byte[] actual, IReadOnlyList<float[]> pictures)
    {
        var (left, right) = (Run(expected), Run(actual));
        return ExportParity.Compare(left, right, left.Length / pictures.Count);

        float[] Run(byte[] model)
        {
            using var session = new InferenceSession(model);
            using var options = new RunOptions();
            float[] batch = [.. pictures.SelectMany(picture => picture)];
            using var input = OrtValue.CreateTensorValueFromMemory(batch, [pictures.Count, 3, Side, Side]);
            using var outputs = session.Run(options, [OnnxExporter.InputName], [input], [OnnxExporter.OutputName]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }

    private static double WeightBytes(byte[] model) => ModelProto.Parser.ParseFrom(model).Graph.Initializer
        .Where(constant => constant.Dims.Count > 0).Sum(constant => (double)constant.RawData.Length);

    private static Dictionary<string, NodeProto> Producers(GraphProto graph) =>
        graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
}
