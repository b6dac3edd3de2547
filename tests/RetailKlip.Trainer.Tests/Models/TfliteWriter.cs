using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RetailKlip.Trainer.Tests;

/// <summary>
/// Writes TensorFlow Lite models of convolutions, depthwise ones and sums as the format's schema has them, without its library. A table
/// is its fields by number: integers, bytes, other tables, or lists of one of these.
/// </summary>
internal sealed class TfliteWriter
{
    private const int Add = 0, Convolution = 3, Depthwise = 4, Dequantize = 6;
    private static readonly int[] Codes = [Add, Convolution, Depthwise, Dequantize];

    private readonly List<Dictionary<int, object>> _tensors = [];
    private readonly List<Dictionary<int, object>> _buffers = [new() { [0] = Array.Empty<byte>() }];
    private readonly List<Dictionary<int, object>> _operators = [];
    private readonly bool _isHalf;
    private int _last;

    /// <param name="isHalf">Whether weights are stored in half precision, turned into float32 by an operator of their own.</param>
    public TfliteWriter(int side, bool isHalf)
    {
        _isHalf = isHalf;
        Input = Tensor([1, side, side, 3], 0, 0);
    }

    public int Input { get; }

    /// <summary>A convolution and, where it has one, its rectifier.</summary>
    /// <returns>The value that results.</returns>
    public int Convolve(int from, FoldedConvolution convolution, bool isRectified)
    {
        using var ordered = convolution.IsDepthwise
            ? convolution.Weight.permute(1, 2, 3, 0).contiguous()
            : convolution.Weight.permute(0, 2, 3, 1).contiguous();
        var shape = ordered.shape.Select(side => (int)side).ToArray();
        var side = Shape(from)[1] / convolution.Stride;
        int[] inputs = [from, Constant(ordered.Values(), shape), Constant(convolution.Bias.Values(), [convolution.To])];
        var activation = (byte)(isRectified ? 3 : 0);
        Dictionary<int, object> options = convolution.IsDepthwise
            ? new() { [0] = (byte)0, [1] = convolution.Stride, [2] = convolution.Stride, [3] = 1, [4] = activation, [5] = 1, [6] = 1 }
            : new() { [0] = (byte)0, [1] = convolution.Stride, [2] = convolution.Stride, [3] = activation, [4] = 1, [5] = 1 };
        return Operate(
            convolution.IsDepthwise ? Depthwise : Convolution, inputs, [1, side, side, convolution.To], options, (byte)(convolution.IsDepthwise ? 2 : 1));
    }

    public int Sum(int left, int right) => Operate(Add, [left, right], Shape(left), new() { [0] = (byte)0 }, 11);

    /// <summary>A whole MobileNetV2, with a layer of a detector's in between.</summary>
    public byte[] Write(MobileNet network)
    {
        using var side = new FoldedConvolution(576, 12, 1);
        var value = Convolve(Input, network.Stem, isRectified: true);
        foreach (var block in network.Blocks)
        {
            var input = value;
            foreach (var convolution in block.Convolutions)
            {
                value = Convolve(value, convolution, isRectified: convolution != block.Project);
                if (convolution.To == side.From)
                    Convolve(value, side, isRectified: false);
            }
            if (block.HasShortcut)
                value = Sum(value, input);
        }
        _last = Convolve(value, network.Last, isRectified: true);
        return ToBytes();
    }

    public byte[] ToBytes()
    {
        var graph = new Dictionary<int, object>
        {
            [0] = _tensors.ToArray(), [1] = new[] { Input }, [2] = new[] { _last }, [3] = _operators.ToArray(),
        };
        var codes = Codes.Select(code => new Dictionary<int, object> { [0] = (byte)code, [2] = 1, [3] = code }).ToArray();
        var file = new List<byte>(new byte[8]);
        Encoding.ASCII.GetBytes("TFL3").CopyTo(CollectionsMarshal.AsSpan(file)[4..]);
        Patch(file, 0, Put(file, new() { [0] = 3, [1] = codes, [2] = new[] { graph }, [4] = _buffers.ToArray() }));
        return [.. file];
    }

    private int[] Shape(int tensor) => (int[])_tensors[tensor][0];

    private int Tensor(int[] shape, byte type, int buffer)
    {
        _tensors.Add(new() { [0] = shape, [1] = type, [2] = buffer, [3] = Encoding.ASCII.GetBytes($"t{_tensors.Count}") });
        return _tensors.Count - 1;
    }

    private int Constant(float[] values, int[] shape)
    {
        var stored = _isHalf ? MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()) : MemoryMarshal.AsBytes(values.AsSpan());
        _buffers.Add(new() { [0] = stored.ToArray() });
        var tensor = Tensor(shape, (byte)(_isHalf ? 1 : 0), _buffers.Count - 1);
        return _isHalf ? Operate(Dequantize, [tensor], shape, null, 0) : tensor;
    }

    private int Operate(int code, int[] inputs, int[] shape, Dictionary<int, object>? options, byte kind)
    {
        var output = Tensor(shape, 0, 0);
        var fields = new Dictionary<int, object> { [0] = Array.IndexOf(Codes, code), [1] = inputs, [2] = new[] { output } };
        if (options is not null)
            (fields[3], fields[4]) = (kind, options);
        _operators.Add(fields);
        return output;
    }

    private static int Put(List<byte> file, Dictionary<int, object> table)
    {
        Align(file, 4);
        var places = file.Count;
        var fields = table.Keys.Max() + 1;
        Word(file, (ushort)(4 + 2 * fields), (ushort)(4 + 4 * fields));
        for (var field = 0; field < fields; field += 2)
            Word(file, Place(field), Place(field + 1));
        if (fields % 2 == 1)
            file.RemoveRange(file.Count - 2, 2);
        Align(file, 4);
        var start = file.Count;
        file.AddRange(new byte[4 + 4 * fields]);
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(file)[start..], start - places);
        foreach (var (field, value) in table)
        {
            var place = start + 4 + 4 * field;
            switch (value)
            {
                case int number: BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(file)[place..], number); break;
                case byte number: file[place] = number; break;
                case Dictionary<int, object> inner: Patch(file, place, Put(file, inner)); break;
                case int[] numbers: Patch(file, place, Put(file, MemoryMarshal.AsBytes(numbers.AsSpan()), numbers.Length)); break;
                case byte[] bytes: Patch(file, place, Put(file, bytes, bytes.Length)); break;
                case Dictionary<int, object>[] tables: PutAll(file, place, tables); break;
                default: throw new NotSupportedException($"{value.GetType()}");
            }
        }
        return start;

        ushort Place(int field) => (ushort)(table.ContainsKey(field) ? 4 + 4 * field : 0);
    }

    private static void PutAll(List<byte> file, int place, Dictionary<int, object>[] tables)
    {
        var list = Put(file, new byte[4 * tables.Length], tables.Length);
        Patch(file, place, list);
        for (var i = 0; i < tables.Length; i++)
            Patch(file, list + 4 + 4 * i, Put(file, tables[i]));
    }

    private static int Put(List<byte> file, ReadOnlySpan<byte> bytes, int count)
    {
        // The numbers themselves begin at a multiple of 16.
        while ((file.Count + 4) % 16 != 0)
            file.Add(0);
        var start = file.Count;
        Word(file, (ushort)count, (ushort)(count >> 16));
        file.AddRange(bytes);
        file.Add(0);
        return start;
    }

    private static void Patch(List<byte> file, int place, int target) =>
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(file)[place..], target - place);

    private static void Word(List<byte> file, ushort low, ushort high)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(word, low);
        BinaryPrimitives.WriteUInt16LittleEndian(word[2..], high);
        file.AddRange(word);
    }

    private static void Align(List<byte> file, int to)
    {
        while (file.Count % to != 0)
            file.Add(0);
    }
}
