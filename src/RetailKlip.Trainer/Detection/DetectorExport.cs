using Microsoft.ML.OnnxRuntime;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Writes a trained detector as an ONNX graph, and lets nothing out that ONNX Runtime does not compute as TorchSharp does.</summary>
internal static class DetectorExport
{
    // Offsets are some tens of pixels, and single precision keeps seven digits.
    private const double AllowedDifference = 1e-3;

    private const int Side = 3 * ItemDetector.SizeMultiple;

    /// <exception cref="ExportException">The two differ.</exception>
    public static byte[] Export(DetectorNetwork network)
    {
        var model = network.Export();
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed: 1);
        // Higher than wide, and two at once: no side is fixed.
        var trays = randn([2, 6, Side + ItemDetector.SizeMultiple, Side], generator: generator);
        var expected = network.forward(trays).contiguous().data<float>().ToArray();
        using var input = OrtValue.CreateTensorValueFromMemory(trays.data<float>().ToArray(), trays.shape);
        using var outputs = session.Run(options, [ItemDetector.InputName], [input], [ItemDetector.OutputName]);
        var actual = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        var worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        return actual.Length == expected.Length && worst <= AllowedDifference ? model
            : throw new ExportException($"The exported detector differs from the trained by {worst:E2}, allowed is {AllowedDifference:E0}. Nothing was written.");
    }
}
