using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Finds the items on a tray, whatever they are and though they touch, by a network trained on drawn trays: <c>detector.onnx</c> of a model
/// package. Sees the small picture of the tray beside that of the empty tray. Not for several threads at once.
/// </summary>
public sealed class ItemDetector : IDisposable
{
    public const string InputName = "tray";
    public const string OutputName = "maps";

    /// <summary>Of a picture's sides, as the network needs them; pictures are padded to it.</summary>
    public const int SizeMultiple = 32;

    /// <summary>Maps that the network answers with, each of half the picture's size.</summary>
    public const int Maps = 4;

    /// <summary>Logit: whether a pixel shows an item.</summary>
    public const int ItemMap = 0;

    /// <summary>Logit: whether the middle of an item is there.</summary>
    public const int MiddleMap = 1;

    /// <summary>Two: how far to the right and down the middle of a pixel's item is, in pixels of the maps.</summary>
    public const int OffsetMaps = 2;

    /// <summary>A pixel of the maps is this many of the picture.</summary>
    public const int Step = 2;

    private const int Channels = 6;

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private float[] _input = [];

    private ItemDetector(InferenceSession session) => _session = session;

    /// <summary>Opens a package's detector.</summary>
    /// <returns>Null where the package has none.</returns>
    /// <exception cref="ModelPackageException">The file is damaged, or is no detector.</exception>
    public static ItemDetector? Open(ModelPackage package, int threads = 1) =>
        package.Manifest.Detector is null ? null : Open(package.DetectorPath, threads);

    /// <exception cref="ModelPackageException">The file is damaged, or is no detector.</exception>
    public static ItemDetector Open(string path, int threads = 1)
    {
        InferenceSession session;
        try
        {
            using var options = OrtRuntime.CreateOptions(ExecutionProvider.Cpu, new EncoderOptions { IntraOpThreads = threads });
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelPackageException($"'{path}' is not an ONNX graph that can be run: it is damaged or foreign, copy the package again.", error);
        }
        if (session.InputMetadata.TryGetValue(InputName, out var tray) && tray is { ElementDataType: TensorElementType.Float, Dimensions: [-1, Channels, -1, -1] }
            && session.OutputMetadata.TryGetValue(OutputName, out var maps) && maps is { ElementDataType: TensorElementType.Float, Dimensions: [-1, Maps, -1, -1] })
            return new ItemDetector(session);
        session.Dispose();
        throw new ModelPackageException($"'{path}' is no item detector: expected are '{InputName}', Float N×{Channels}×H×W, and '{OutputName}', Float N×{Maps}×H/2×W/2.");
    }

    /// <param name="laid">8-bit BGR.</param>
    /// <param name="empty">The empty tray; 8-bit BGR, of the same size.</param>
    /// <returns>The items, largest first.</returns>
    /// <exception cref="InvalidOperationException">The runtime failed.</exception>
    public IReadOnlyList<DetectedItem> Detect(Mat laid, Mat empty)
    {
        int width = Padded(laid.Width), height = Padded(laid.Height);
        if (_input.Length != Channels * width * height)
            _input = new float[Channels * width * height];
        Write(laid, empty, _input);
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(_input, [1, Channels, height, width]);
            using var outputs = _session.Run(_options, [InputName], [input], [OutputName]);
            return ItemGrouping.Group(outputs[0].GetTensorDataAsSpan<float>(), width / Step, height / Step,
                (laid.Width + 1) / Step, (laid.Height + 1) / Step);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidOperationException($"The item detector failed: {error.Message.Split('\n')[0]}", error);
        }
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    /// <summary>A side as the network sees it.</summary>
    public static int Padded(int side) => (side + SizeMultiple - 1) / SizeMultiple * SizeMultiple;

    /// <summary>Lays a picture and its empty tray out as the network wants them: planes of blue, green and red of each, in [-1, 1], the last
    /// rows and columns repeated where they are padded.</summary>
    /// <param name="laid">8-bit BGR, continuous.</param>
    /// <param name="empty">8-bit BGR, continuous, of the same size.</param>
    /// <param name="input">6 × padded height × padded width.</param>
    public static unsafe void Write(Mat laid, Mat empty, Span<float> input)
    {
        int width = Padded(laid.Width), height = Padded(laid.Height), plane = width * height;
        for (var picture = 0; picture < 2; picture++)
        {
            var from = picture == 0 ? laid : empty;
            for (var y = 0; y < height; y++)
            {
                var row = new ReadOnlySpan<byte>((void*)from.Ptr(Math.Min(y, from.Height - 1)), 3 * from.Width);
                var at = 3 * picture * plane + y * width;
                for (var x = 0; x < width; x++, at++)
                {
                    var pixel = 3 * Math.Min(x, from.Width - 1);
                    input[at] = row[pixel] / 127.5f - 1;
                    input[at + plane] = row[pixel + 1] / 127.5f - 1;
                    input[at + 2 * plane] = row[pixel + 2] / 127.5f - 1;
                }
            }
        }
    }
}
