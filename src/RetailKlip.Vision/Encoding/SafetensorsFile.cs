using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RetailKlip.Vision;

/// <summary>
/// Reads the safetensors format (https://huggingface.co/docs/safetensors): eight bytes of header length, a JSON header,
/// tensors without gaps. Nothing in it is trusted: lengths, shapes and offsets are checked against the file before anything is allocated.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>As in the format's own implementation.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private readonly FileStream _file;
    private readonly string _path;

    private SafetensorsFile(string path, FileStream file, ImmutableDictionary<string, SafetensorsTensor> tensors) =>
        (_path, _file, Tensors) = (path, file, tensors);

    public ImmutableDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <exception cref="SafetensorsException">The file is missing, truncated, or not of this format.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var opened = new SafetensorsFile(path, file, ReadHeader(file));
            file = null;
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
            file?.Dispose();
        }
    }

    /// <summary>Reads one tensor as float32, whichever float type it is stored in.</summary>
    /// <returns>Row-major values.</returns>
    /// <exception cref="SafetensorsException">There is no such tensor, or it holds no floats.</exception>
    public float[] ReadSingles(string name)
    {
        var tensor = Find(name);
        var bytes = ReadBytes(tensor);
        var values = new float[tensor.Count];
        switch (tensor.Type)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case "F16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case "BF16":
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i)) << 16);
                break;
            case "F64":
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8 * i));
                break;
            default:
                throw new SafetensorsException($"'{_path}': tensor '{name}' is of type {tensor.Type}; floats are expected.");
        }
        return values;
    }

    /// <summary>Reads one tensor of any float type as float64.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or it holds no floats.</exception>
    public double[] ReadDoubles(string name)
    {
        var tensor = Find(name);
        return tensor.Type == "F64"
            ? MemoryMarshal.Cast<byte, double>(ReadBytes(tensor)).ToArray()
            : Array.ConvertAll(ReadSingles(name), value => (double)value);
    }

    /// <exception cref="SafetensorsException">There is no such tensor, or it holds neither I64 nor I32.</exception>
    public long[] ReadIntegers(string name)
    {
        var tensor = Find(name);
        return tensor.Type switch
        {
            "I64" => MemoryMarshal.Cast<byte, long>(ReadBytes(tensor)).ToArray(),
            "I32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(ReadBytes(tensor)).ToArray(), value => (long)value),
            _ => throw new SafetensorsException($"'{_path}': tensor '{name}' is of type {tensor.Type}; integers are expected."),
        };
    }

    public void Dispose() => _file.Dispose();

    private SafetensorsTensor Find(string name) => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new SafetensorsException($"'{_path}' holds no tensor '{name}'.");

    private byte[] ReadBytes(SafetensorsTensor tensor)
    {
        if (tensor.Bytes > Array.MaxLength)
            throw new SafetensorsException($"'{_path}': tensor '{tensor.Name}' of {tensor.Bytes} bytes is too large to be read at once.");
        var bytes = GC.AllocateUninitializedArray<byte>((int)tensor.Bytes);
        try
        {
            for (var read = 0; read < bytes.Length;)
            {
                var more = RandomAccess.Read(_file.SafeFileHandle, bytes.AsSpan(read), tensor.Offset + read);
                read += more > 0 ? more : throw new SafetensorsException($"'{_path}' was cut while it was read.");
            }
        }
        catch (IOException error)
        {
            throw new SafetensorsException($"'{_path}' cannot be read: {error.Message}", error);
        }
        return bytes;
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
