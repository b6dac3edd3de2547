using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RetailKlip.Vision;

/// <summary>
/// Reads the safetensors format (https://huggingface.co/docs/safetensors): eight bytes of header length, a JSON header,
/// tensors without gaps. Nothing in it is trusted: lengths, shapes and offsets are checked against the file before anything is allocated.
/// The file is mapped into memory, so that it may be larger than that; it must not be shortened while it is open.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>As in the format's own implementation.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    // Bytes that are converted at a time, where a tensor is not stored as it is wanted.
    private const int Chunk = 1 << 16;

    // Numbers that are copied at a time: a span of bytes has at most 2 GiB.
    private const int Block = 1 << 27;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewStream _view;
    private readonly Lock _lock = new();
    private readonly string _path;

    private SafetensorsFile(string path, MemoryMappedFile file, ImmutableDictionary<string, SafetensorsTensor> tensors)
    {
        (_path, _file, Tensors) = (path, file, tensors);
        _view = file.CreateViewStream(0, 0, MemoryMappedFileAccess.Read);
    }

    public ImmutableDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <exception cref="SafetensorsException">The file is missing, truncated, or not of this format.</exception>
    public static SafetensorsFile Open(string path)
    {
        MemoryMappedFile? mapped = null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var tensors = ReadHeader(file);
            mapped = MemoryMappedFile.CreateFromFile(
                file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            var opened = new SafetensorsFile(path, mapped, tensors);
            mapped = null;
            return opened;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SafetensorsException($"'{path}' cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is FormatException or JsonException or OverflowException or InvalidOperationException)
        {
            throw new SafetensorsException($"'{path}' is not a whole safetensors file: {error.Message.Split('\n')[0]}", error);
        }
        finally
        {
            mapped?.Dispose();
        }
    }

    /// <summary>Reads one tensor as float32, whichever float type it is stored in.</summary>
    /// <returns>Row-major values.</returns>
    /// <exception cref="SafetensorsException">There is no such tensor, it holds no floats, or more than an array can.</exception>
    public float[] ReadSingles(string name)
    {
        var values = Allocate<float>(Find(name));
        ReadSingles(name, values);
        return values;
    }

    /// <summary>Reads one tensor as float32 into memory that is there already.</summary>
    /// <param name="values">Row-major, as long as the tensor.</param>
    /// <exception cref="SafetensorsException">There is no such tensor, or it holds no floats.</exception>
    /// <exception cref="ArgumentException">The tensor is of another length.</exception>
    public void ReadSingles(string name, Span<float> values)
    {
        var tensor = Find(name);
        if (values.Length != tensor.Count)
            throw new ArgumentException($"Tensor '{name}' has {tensor.Count} numbers, not {values.Length}.", nameof(values));
        switch (tensor.Type)
        {
            case "F32":
                Read(tensor, 0, values);
                break;
            case "F16":
                Convert<Half>(tensor, values, TensorPrimitives.ConvertToSingle);
                break;
            case "BF16":
                Convert<ushort>(tensor, values, (bits, singles) =>
                {
                    for (var i = 0; i < bits.Length; i++)
                        singles[i] = BitConverter.Int32BitsToSingle(bits[i] << 16);
                });
                break;
            case "F64":
                Convert<double>(tensor, values, TensorPrimitives.ConvertChecked);
                break;
            default:
                throw new SafetensorsException($"'{_path}': tensor '{name}' is of type {tensor.Type}; floats are expected.");
        }
    }

    /// <summary>Reads one tensor of any float type as float64.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, it holds no floats, or more than an array can.</exception>
    public double[] ReadDoubles(string name)
    {
        var tensor = Find(name);
        return tensor.Type == "F64" ? ReadAll<double>(tensor) : Array.ConvertAll(ReadSingles(name), value => (double)value);
    }

    /// <exception cref="SafetensorsException">
    /// There is no such tensor, it holds neither I64 nor I32, or more than an array can.
    /// </exception>
    public long[] ReadIntegers(string name)
    {
        var tensor = Find(name);
        return tensor.Type switch
        {
            "I64" => ReadAll<long>(tensor),
            "I32" => Array.ConvertAll(ReadAll<int>(tensor), value => (long)value),
            _ => throw new SafetensorsException($"'{_path}': tensor '{name}' is of type {tensor.Type}; integers are expected."),
        };
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private SafetensorsTensor Find(string name) => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new SafetensorsException($"'{_path}' holds no tensor '{name}'.");

    private T[] Allocate<T>(SafetensorsTensor tensor) => tensor.Count <= Array.MaxLength
        ? GC.AllocateUninitializedArray<T>((int)tensor.Count)
        : throw new SafetensorsException($"'{_path}': tensor '{tensor.Name}' of {tensor.Bytes} bytes is too large to be read at once.");

    private T[] ReadAll<T>(SafetensorsTensor tensor) where T : unmanaged
    {
        var values = Allocate<T>(tensor);
        Read(tensor, 0, values.AsSpan());
        return values;
    }

    private void Convert<T>(SafetensorsTensor tensor, Span<float> values, Action<ReadOnlySpan<T>, Span<float>> convert) where T : unmanaged
    {
        var stored = new T[Math.Min(Chunk / Marshal.SizeOf<T>(), values.Length)];
        for (var first = 0; first < values.Length; first += stored.Length)
        {
            var part = stored.AsSpan(0, Math.Min(stored.Length, values.Length - first));
            Read(tensor, first, part);
            convert(part, values.Slice(first, part.Length));
        }
    }

    /// <param name="first">Index of the first number within the tensor.</param>
    private void Read<T>(SafetensorsTensor tensor, long first, Span<T> values) where T : unmanaged
    {
        lock (_lock)
        {
            _view.Position = tensor.Offset + first * Marshal.SizeOf<T>();
            for (; values.Length > 0; values = values[Math.Min(Block, values.Length)..])
                _view.ReadExactly(MemoryMarshal.AsBytes(values[..Math.Min(Block, values.Length)]));
        }
    }

    private static ImmutableDictionary<string, SafetensorsTensor> ReadHeader(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new FormatException("it is shorter than its header.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderBytes || (long)length > file.Length - 8)
            throw new FormatException($"its header claims {length} bytes, the file has {file.Length}.");
        var header = new byte[(int)length];
        file.ReadExactly(header);
        var data = 8 + (long)length;

        var tensors = ImmutableDictionary.CreateBuilder<string, SafetensorsTensor>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        foreach (var entry in json.RootElement.EnumerateObject())
            if (entry.Name != "__metadata__")
                tensors.Add(entry.Name, ReadEntry(entry.Name, entry.Value, data, file.Length));
        ThrowIfOverlapping(tensors.Values, data, file.Length);
        return tensors.ToImmutable();
    }

    private static SafetensorsTensor ReadEntry(string name, JsonElement entry, long data, long end)
    {
        if (!entry.TryGetProperty("dtype", out var type) || !entry.TryGetProperty("shape", out var sides)
            || !entry.TryGetProperty("data_offsets", out var span))
            throw new FormatException($"tensor '{name}' lacks dtype, shape or data_offsets.");
        var size = type.GetString() switch
        {
            "F64" or "I64" => 8,
            "F32" or "I32" => 4,
            "F16" or "BF16" => 2,
            var other => throw new FormatException($"tensor '{name}' is of type {other}, which is not read here."),
        };
        var shape = sides.EnumerateArray().Select(side => side.GetInt64()).ToImmutableArray();
        var bytes = (long)size;
        foreach (var side in shape)
            bytes = checked(bytes * (side >= 0 ? side : throw new FormatException($"tensor '{name}' has a negative side.")));
        if (span.GetArrayLength() != 2)
            throw new FormatException($"tensor '{name}' has no two data_offsets.");
        long from = span[0].GetInt64(), to = span[1].GetInt64();
        return from >= 0 && to >= from && to <= end - data && to - from == bytes
            ? new SafetensorsTensor(name, type.GetString()!, shape, data + from, bytes)
            : throw new FormatException($"tensor '{name}' lies at {from} to {to}, but needs {bytes} bytes within {end - data}: "
                + "the file is truncated or forged.");
    }

    private static void ThrowIfOverlapping(IEnumerable<SafetensorsTensor> tensors, long data, long end)
    {
        var expected = data;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Bytes))
            expected = tensor.Offset == expected ? expected + tensor.Bytes
                : throw new FormatException($"tensor '{tensor.Name}' leaves a gap or overlaps another.");
        if (expected != end)
            throw new FormatException($"{end - expected} bytes belong to no tensor.");
    }
}
