using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RetailKlip.Trainer;

/// <summary>
/// Reads the first graph of a TensorFlow Lite model: its operators in the order of execution and its constant tensors (a FlatBuffer,
/// https://flatbuffers.dev/internals, after the schema's version 3). Nothing in it is trusted: every offset and length is checked
/// against the file before it is followed.
/// </summary>
internal sealed class TfliteFile
{
    public const int MaxBytes = 256 << 20;

    private const string Identifier = "TFL3";

    // Places of fields within their tables, and types, as the schema numbers them.
    private const int ModelOperatorCodes = 1, ModelGraphs = 2, ModelBuffers = 4;
    private const int CodeOfOldFiles = 0, CodeBuiltin = 3;
    private const int GraphTensors = 0, GraphInputs = 1, GraphOperators = 3;
    private const int TensorShape = 0, TensorType = 1, TensorBuffer = 2;
    private const int OperatorCode = 0, OperatorInputs = 1, OperatorOutputs = 2, OperatorOptions = 4;
    private const int OptionsStride = 1;
    private const int BufferData = 0;
    private const byte Float32 = 0, Float16 = 1;

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly int[] _tensors;
    private readonly int[] _buffers;
    private readonly Dictionary<int, int> _stored = [];

    private TfliteFile(string path, byte[] bytes)
    {
        (_path, _bytes) = (path, bytes);
        var model = Reference(0);
        var codes = Tables(model, ModelOperatorCodes)
            .Select(code => Math.Max(Integer(code, CodeBuiltin), Field(code, CodeOfOldFiles) is { } old ? _bytes[old] : 0)).ToArray();
        _buffers = Tables(model, ModelBuffers);
        var graph = Tables(model, ModelGraphs) is [var first, ..] ? first : throw new FormatException("it holds no graph");
        _tensors = Tables(graph, GraphTensors);
        Input = Integers(graph, GraphInputs) is [var input] ? input : throw new FormatException("its graph has not one input");
        var operators = new List<TfliteOperator>();
        foreach (var table in Tables(graph, GraphOperators))
        {
            var stride = Field(table, OperatorOptions) is { } options ? Integer(Reference(options), OptionsStride) : 0;
            var read = new TfliteOperator(
                (TfliteOperation)codes[Integer(table, OperatorCode)], Integers(table, OperatorInputs), Integers(table, OperatorOutputs), stride);
            if (read.Operation == TfliteOperation.Dequantize)
                _stored[read.Outputs[0]] = read.Inputs[0];
            else
                operators.Add(read);
        }
        Operators = operators;
    }

    /// <summary>The tensor that holds the picture.</summary>
    public int Input { get; }

    /// <summary>In the order of execution, without those that only turn a constant into float32.</summary>
    public IReadOnlyList<TfliteOperator> Operators { get; }

    /// <exception cref="InvalidDataException">The file is missing, too large, truncated, or not of this format.</exception>
    public static TfliteFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes)
                throw new InvalidDataException($"'{path}' has {file.Length} bytes; a TensorFlow Lite model of at most {MaxBytes} is expected.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (bytes.Length < 8 || Encoding.ASCII.GetString(bytes, 4, 4) != Identifier)
                throw new FormatException($"it lacks the mark {Identifier}");
            return new(path, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"'{path}' cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is not a whole TensorFlow Lite model: {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <summary>Sides of a tensor, as the file orders them: pictures and filters have their channels last.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public int[] ShapeOf(int tensor) => Guarded(tensor, table => Integers(table, TensorShape));

    /// <summary>A constant tensor as float32, whichever float type it is stored in.</summary>
    /// <returns>Row-major values.</returns>
    /// <exception cref="InvalidDataException">There is no such tensor, it is not constant, or it holds no floats.</exception>
    public float[] ReadSingles(int tensor) => Guarded(_stored.GetValueOrDefault(tensor, tensor), table =>
    {
        var data = Vector(_buffers[Integer(table, TensorBuffer)], BufferData, 1);
        var type = Field(table, TensorType) is { } at ? _bytes[at] : Float32;
        float[] values = type switch
        {
            Float32 => [.. MemoryMarshal.Cast<byte, float>(data)],
            Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(data).ToArray(), value => (float)value),
            _ => throw new FormatException($"tensor {tensor} is of type {type}; floats are expected"),
        };
        var count = Integers(table, TensorShape).Aggregate(1L, (product, side) => checked(product * side));
        return values.Length == count ? values : throw new FormatException($"tensor {tensor} has {values.Length} numbers, its shape says {count}");
    });

    private T Guarded<T>(int tensor, Func<int, T> read)
    {
        try
        {
            return read(_tensors[tensor]);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"'{_path}' is damaged: {error.Message.Split('\n')[0]}", error);
        }
    }

    private int Word(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at, 4));

    private int Reference(int at) => checked(at + (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at, 4)));

    // Where a table keeps a field; null where it has none.
    private int? Field(int table, int index)
    {
        var places = checked(table - Word(table));
        var place = 4 + 2 * index;
        if (place + 2 > BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(places, 2)))
            return null;
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(places + place, 2));
        return offset == 0 ? null : table + offset;
    }

    private int Integer(int table, int index) => Field(table, index) is { } at ? Word(at) : 0;

    private ReadOnlySpan<byte> Vector(int table, int index, int size)
    {
        if (Field(table, index) is not { } at)
            return [];
        var start = Reference(at);
        return _bytes.AsSpan(start + 4, checked(Word(start) * size));
    }

    private int[] Integers(int table, int index) => [.. MemoryMarshal.Cast<byte, int>(Vector(table, index, 4))];

    private int[] Tables(int table, int index)
    {
        if (Field(table, index) is not { } at)
            return [];
        var first = Reference(at) + 4;
        return [.. Enumerable.Range(0, Vector(table, index, 4).Length / 4).Select(i => Reference(first + 4 * i))];
    }
}
