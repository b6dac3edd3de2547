using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RetailKlip.Vision;

/// <summary>
/// One encoder graph on one execution provider, with input and output buffers that live as long as it does: a run of n
/// pictures binds the first n rows of both, and allocates nothing.
/// </summary>
internal sealed class EncoderSession : IDisposable
{
    private const string InputName = "image";
    private const string OutputName = "embedding";

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly OrtIoBinding?[] _bindings;
    private readonly List<OrtValue> _values = [];
    private readonly ModelInput _shape;

    private EncoderSession(InferenceSession session, ModelInput shape, int dimension, int maxBatch)
    {
        (_session, _shape, Dimension, MaxBatch) = (session, shape, dimension, maxBatch);
        _input = GC.AllocateUninitializedArray<float>(maxBatch * shape.Length, pinned: true);
        _output = GC.AllocateUninitializedArray<float>(maxBatch * dimension, pinned: true);
        _bindings = new OrtIoBinding?[maxBatch + 1];
    }

    public int Dimension { get; }

    public int MaxBatch { get; }

    /// <summary>Opens the graph and checks that it is an encoder of pictures as <paramref name="input"/> describes them.</summary>
    /// <param name="path">Names the file in errors.</param>
    /// <exception cref="ModelPackageException">The graph is damaged, or its inputs and outputs are others.</exception>
    /// <exception cref="OnnxRuntimeException">The provider cannot be had.</exception>
    public static EncoderSession Open(string path, ModelInput input, SessionOptions options, int maxBatch)
    {
        InferenceSession session;
        try
        {
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException error) when (IsDamage(error))
        {
            throw new ModelPackageException(
                $"'{path}' is not an ONNX graph that can be run: it is damaged or foreign, copy or export the package again.", error);
        }
        try
        {
            var dimension = Check(path, session, input);
            return new EncoderSession(session, input, dimension, maxBatch);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Where the caller writes picture <paramref name="index"/> before a run.</summary>
    public Span<float> Input(int index) => _input.AsSpan(index * _shape.Length, _shape.Length);

    /// <summary>Raw output of picture <paramref name="index"/>, until the next run.</summary>
    public ReadOnlySpan<float> Output(int index) => _output.AsSpan(index * Dimension, Dimension);

    /// <exception cref="InvalidOperationException">The execution provider failed.</exception>
    public void Run(int count)
    {
        try
        {
            _session.RunWithBinding(_runOptions, _bindings[count] ??= Bind(count));
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidOperationException($"The encoder failed on {count} pictures: {error.Message.Split('\n')[0]}", error);
        }
    }

    public void Dispose()
    {
        foreach (var binding in _bindings)
            binding?.Dispose();
        foreach (var value in _values)
            value.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }

    private OrtIoBinding Bind(int count)
    {
        var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _input.AsMemory(0, count * _shape.Length),
            [count, 3, _shape.Height, _shape.Width]);
        _values.Add(input);
        var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _output.AsMemory(0, count * Dimension), [count, Dimension]);
        _values.Add(output);
        var binding = _session.CreateIoBinding();
        binding.BindInput(InputName, input);
        binding.BindOutput(OutputName, output);
        return binding;
    }

    private static bool IsDamage(OnnxRuntimeException error) =>
        error.Message.Contains("Load model", StringComparison.Ordinal)
            || error.Message.Contains("ErrorCode:Invalid", StringComparison.Ordinal)
        || error.Message.Contains("ErrorCode:NotImplemented", StringComparison.Ordinal);

    /// <returns>The length of an embedding.</returns>
    private static int Check(string path, InferenceSession session, ModelInput input)
    {
        if (session.InputMetadata.Count != 1 || !session.InputMetadata.TryGetValue(InputName, out var image))
            throw Mismatch(path, $"its inputs are {Names(session.InputNames)}", $"one named '{InputName}'");
        if (session.OutputMetadata.Count != 1 || !session.OutputMetadata.TryGetValue(OutputName, out var embedding))
            throw Mismatch(path, $"its outputs are {Names(session.OutputNames)}", $"one named '{OutputName}'");
        if (image.ElementDataType != TensorElementType.Float || image.Dimensions is not [-1, 3, var height, var width]
            || height != input.Height || width != input.Width)
            throw Mismatch(path, $"'{InputName}' is {image.ElementDataType} {Shape(image.Dimensions)}",
                $"Float N×3×{input.Height}×{input.Width} with a free batch");
        if (embedding.ElementDataType != TensorElementType.Float || embedding.Dimensions is not [-1, > 0])
            throw Mismatch(path, $"'{OutputName}' is {embedding.ElementDataType} {Shape(embedding.Dimensions)}",
                "Float N×D with a free batch");
        return embedding.Dimensions[1];
    }

    private static ModelPackageException Mismatch(string path, string actual, string expected) =>
        new($"'{path}' is no encoder for this package: {actual}, expected is {expected}. Export the package again.");

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static string Shape(int[] dimensions) => string.Join('×', dimensions.Select(side => side < 0 ? "N" : $"{side}"));
}
