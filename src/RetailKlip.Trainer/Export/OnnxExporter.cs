using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Writes a trained encoder as an ONNX graph, since TorchSharp has no export, and lets nothing out that ONNX Runtime does not
/// compute as TorchSharp does.
/// </summary>
public static class OnnxExporter
{
    public const string InputName = "image";
    public const string OutputName = "embedding";

    private static readonly int[] GateBatches = [1, 8];

    /// <summary>
    /// The graph in evaluation: input <c>image</c> float32 N×3×H×W, output <c>embedding</c> float32 N×D, any N; batch
    /// normalisation folded into its convolution.
    /// </summary>
    /// <exception cref="ExportException">The parity gate failed.</exception>
    public static byte[] Export(ImageEncoder encoder, int width, int height, out ExportParity parity)
    {
        var model = Write(encoder, width, height);
        parity = Measure(encoder, model, width, height);
        return parity.Passed
            ? model
            : throw new ExportException(
                $"The exported model differs from the trained by {parity.MaxAbsDiff:E2}, allowed is {ExportParity.AllowedAbsDiff:E0}; "
                + $"the least cosine is {parity.MinCosine:F6}, required is {ExportParity.RequiredCosine}. Nothing was written.");
    }

    /// <summary>Runs batches of noise through both and compares.</summary>
    public static ExportParity Measure(ImageEncoder encoder, byte[] model, int width, int height)
    {
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        var worst = new ExportParity(0, 1);
        var wasTraining = encoder.training;
        encoder.eval();
        try
        {
            foreach (var batch in GateBatches)
            {
                using var gradients = no_grad();
                using var scope = NewDisposeScope();
                using var generator = new Generator(seed: (ulong)batch);
                var pictures = randn([batch, 3, height, width], generator: generator);
                var expected = encoder.Embed(pictures).contiguous().data<float>().ToArray();
                using var input = OrtValue.CreateTensorValueFromMemory(pictures.data<float>().ToArray(), [batch, 3, height, width]);
                using var outputs = session.Run(options, [InputName], [input], [OutputName]);
                worst = worst.And(ExportParity.Compare(expected, outputs[0].GetTensorDataAsSpan<float>(), encoder.EmbeddingDimension));
            }
        }
        finally
        {
            encoder.train(wasTraining);
        }
        return worst;
    }

    internal static byte[] Write(ImageEncoder encoder, int width, int height)
    {
        using var scope = NewDisposeScope();
        var graph = new OnnxGraph();
        var embedding = encoder.WriteEmbedding(graph, graph.Input(InputName, height, width), width, height);
        graph.Output(embedding, OutputName, encoder.EmbeddingDimension);
        return graph.ToBytes("RetailKlip.Trainer");
    }
}
