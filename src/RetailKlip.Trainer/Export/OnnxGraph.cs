using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>An ONNX graph as it is being written, node by node in the order the data flows. Values are known by name.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The standard's version that every node is written for.</summary>
    public const int Opset = 17;

    // Opset 17 came with version 8 of the file format.
    private const int FileFormat = 8;

    // A file of this format is one protobuf message, which holds at most 2 GiB; the nodes need the rest.
    private const long MaxConstantBytes = int.MaxValue - (16 << 20);

    // As TorchSharp's normalize has it.
    private const float LeastLength = 1e-12f;

    private readonly GraphProto _graph = new() { Name = "encoder" };
    private int _values;
    private long _constantBytes;

    /// <summary>Declares the one input, float32 N×3×H×W.</summary>
    public string Input(string name, int height, int width)
    {
        _graph.Input.Add(Value(name, 3, height, width));
        return name;
    }

    /// <summary>Declares the one input, float32 N×channels×H×W of any H and W.</summary>
    public string Input(string name, int channels)
    {
        _graph.Input.Add(Value(name, channels, -1, -1));
        return name;
    }

    /// <summary>Declares the one output, float32 N×maps×H×W, and gives <paramref name="value"/> its name.</summary>
    public void OutputMaps(string value, string name, int maps) => Output(value, Value(name, maps, -1, -1));

    /// <summary>Declares the one output, float32 N×D, and gives <paramref name="value"/> its name.</summary>
    public void Output(string value, string name, int dimension) => Output(value, Value(name, dimension));

    private void Output(string value, ValueInfoProto output)
    {
        var producer = _graph.Node.Single(node => node.Output.Contains(value));
        producer.Output[producer.Output.IndexOf(value)] = output.Name;
        _graph.Output.Add(output);
    }

    public string Convolution(string input, Tensor weight, Tensor bias, int stride)
    {
        var border = (int)weight.shape[2] / 2;
        return Convolution(input, weight, bias, stride, border, border);
    }

    /// <param name="before">Rows and columns of zeros in front.</param>
    /// <param name="after">Rows and columns of zeros behind.</param>
    /// <param name="groups">Parts of the channels that are convolved by themselves.</param>
    public string Convolution(string input, Tensor weight, Tensor bias, int stride, int before, int after, int groups = 1)
    {
        var kernel = weight.shape[2];
        return Node("Conv", [input, Constant(weight), Constant(bias)],
            Integers("kernel_shape", kernel, kernel), Integers("strides", stride, stride),
            Integers("pads", before, before, after, after), Integer("group", groups));
    }

    public string AveragePool(string input, int side) =>
        Node("AveragePool", [input], Integers("kernel_shape", side, side), Integers("strides", side, side));

    public string Relu(string input) => Node("Relu", [input]);

    /// <summary>Not below 0 and not above 6.</summary>
    public string Relu6(string input) => Node("Clip", [input, Constant([0f]), Constant([6f])]);

    public string Add(string left, string right) => Node("Add", [left, right]);

    /// <summary>N×C: the power mean of every channel over the picture.</summary>
    public string PowerMean(string input, float exponent, float least)
    {
        var raised = Node("Pow", [Node("Max", [input, Constant([least])]), Constant([exponent])]);
        var mean = Node("ReduceMean", [raised], Integers("axes", 2, 3), Integer("keepdims", 0));
        return Node("Pow", [mean, Constant([1 / exponent])]);
    }

    /// <summary>N×C: the power mean of exponent 3, whose powers are two products: a power takes longer than a convolution of the block.</summary>
    public string CubicMean(string input, float least)
    {
        var value = Node("Max", [input, Constant([least])]);
        return Node("Pow", [Mean(Node("Mul", [Node("Mul", [value, value]), value])), Constant([1 / 3f])]);
    }

    /// <summary>N×C: the mean of every channel over the picture.</summary>
    public string Mean(string input) => Node("ReduceMean", [input], Integers("axes", 2, 3), Integer("keepdims", 0));

    /// <summary>Of N×C×H×W pictures their middle, as so many rows and columns of those there are.</summary>
    public string Middle(string input, long rows, long columns, long height, long width)
    {
        var (top, left) = ((height - rows) / 2, (width - columns) / 2);
        return Node("Slice", [input, Constant([top, left]), Constant([top + rows, left + columns]), Constant([2L, 3])]);
    }

    /// <summary>Of N×C×H×W pictures each row from its end.</summary>
    public string Mirror(string input) => Node("Slice", [input, Constant([-1L]), Constant([long.MinValue]), Constant([3L]), Constant([-1L])]);

    /// <summary>N×C×rows×columns to N×C×height×width, linear between the middles of pixels.</summary>
    public string Enlarge(string input, long rows, long columns, long height, long width)
    {
        float[] scales = [1, 1, Scale(rows, height), Scale(columns, width)];
        return Node("Resize", [input, "", Constant(scales)],
            Text("mode", "linear"), Text("coordinate_transformation_mode", "half_pixel"));

        // The runtime rounds the sides that result down.
        static float Scale(long from, long to)
        {
            var scale = (float)to / from;
            return from * (double)scale < to ? MathF.BitIncrement(scale) : scale;
        }
    }

    /// <summary>One batch after the other.</summary>
    public string Concatenate(string[] inputs) => Node("Concat", inputs, Integer("axis", 0));

    /// <summary>Rows side by side.</summary>
    public string Join(string[] inputs) => Node("Concat", inputs, Integer("axis", 1));

    public string Scale(string input, float factor) => Node("Mul", [input, Constant([factor])]);

    /// <summary>Rows of N×D, each brought to length 1.</summary>
    public string Direction(string input)
    {
        var length = Node("Max", [Node("ReduceL2", [input], Integers("axes", 1), Integer("keepdims", 1)), Constant([LeastLength])]);
        return Node("Div", [input, length]);
    }

    /// <summary>Of so many batches after each other, N×D altogether: the mean of their rows, each brought to length 1.</summary>
    public string MeanDirection(string input, int batches, int dimension) =>
        Node("ReduceMean", [Reshape(Direction(input), batches, -1, dimension)], Integers("axes", 0), Integer("keepdims", 0));

    /// <param name="weight">D × channels.</param>
    public string Linear(string input, Tensor weight, Tensor bias) =>
        Node("Gemm", [input, Constant(weight), Constant(bias)], Integer("transB", 1));

    /// <summary>N×tokens×channels: non-overlapping patches, row by row, through one linear layer without bias.</summary>
    /// <param name="weight">channels × 3 × patch × patch.</param>
    public string Patches(string input, Tensor weight)
    {
        var (channels, patch) = (weight.shape[0], weight.shape[2]);
        var picture = Node("Conv", [input, Constant(weight)], Integers("kernel_shape", patch, patch), Integers("strides", patch, patch));
        return Transpose(Reshape(picture, 0, channels, -1), 0, 2, 1);
    }

    /// <summary>Of N×tokens×channels: one more token in front, zero.</summary>
    public string PrependZeros(string input) => Node("Pad", [input, Constant([0L, 1, 0, 0, 0, 0])]);

    /// <summary>Of N×tokens×channels: the first token, N×channels.</summary>
    public string First(string input) => Node("Gather", [input, Constant([0L], isScalar: true)], Integer("axis", 1));

    public string Add(string left, Tensor right) => Node("Add", [left, Constant(right)]);

    /// <summary>
    /// The last dimension to mean 0 and variance 1, then scaled and shifted: one node, since taken apart it overflows in FP16.
    /// </summary>
    public string Normalize(string input, LayerNorm norm) =>
        Node("LayerNormalization", [input, Constant(norm.weight!), Constant(norm.bias!)],
            Integer("axis", -1), new() { Name = "epsilon", Type = AttributeProto.Types.AttributeType.Float, F = (float)norm.eps });

    /// <summary>Matrix product of the last two dimensions.</summary>
    public string Multiply(string left, string right) => Node("MatMul", [left, right]);

    /// <inheritdoc cref="Multiply(string, string)"/>
    public string Multiply(string left, Tensor right) => Node("MatMul", [left, Constant(right)]);

    /// <summary>A linear layer on the last dimension, whatever comes before it.</summary>
    /// <param name="weight">outputs × inputs.</param>
    public string Project(string input, Tensor weight, Tensor bias)
    {
        using var transposed = weight.t();
        return Add(Multiply(input, transposed), bias);
    }

    /// <summary>Equal parts of the last dimension.</summary>
    public string[] Split(string input, int parts)
    {
        var first = Node("Split", [input], Integer("axis", -1));
        string[] names = [first, .. Enumerable.Range(1, parts - 1).Select(part => $"{first}-{part}")];
        _graph.Node[^1].Output.Add(names[1..]);
        return names;
    }

    /// <param name="sides">0 keeps a side, -1 takes what is left.</param>
    public string Reshape(string input, params long[] sides) => Node("Reshape", [input, Constant(sides)]);

    public string Transpose(string input, params long[] order) => Node("Transpose", [input], Integers("perm", order));

    /// <summary>Over the last dimension.</summary>
    public string Softmax(string input) => Node("Softmax", [input], Integer("axis", -1));

    /// <summary>x · Φ(x), in the order in which runtimes know it.</summary>
    public string Gelu(string input)
    {
        var erf = Node("Erf", [Node("Div", [input, Constant([MathF.Sqrt(2)])])]);
        return Node("Mul", [Node("Mul", [input, Node("Add", [erf, Constant([1f])])]), Constant([0.5f])]);
    }

    /// <summary>x · sigmoid(1.702 x).</summary>
    public string QuickGelu(string input) =>
        Node("Mul", [input, Node("Sigmoid", [Node("Mul", [input, Constant([(float)Perceptron.QuickGeluSlope])])])]);

    public byte[] ToBytes(string producer) => new ModelProto
    {
        IrVersion = FileFormat,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
        ProducerName = producer,
        Graph = _graph,
    }.ToByteArray();

    private string Node(string type, string[] inputs, params AttributeProto[] attributes)
    {
        var name = $"{type.ToLowerInvariant()}{++_values}";
        var node = new NodeProto { Name = name, OpType = type, Output = { name } };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        _graph.Node.Add(node);
        return name;
    }

    private string Constant(Tensor tensor)
    {
        using var flat = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return Constant(flat.bytes, TensorProto.Types.DataType.Float, tensor.shape);
    }

    private string Constant(float[] values) =>
        Constant(MemoryMarshal.AsBytes<float>(values), TensorProto.Types.DataType.Float, values.Length == 1 ? [] : [values.Length]);

    private string Constant(long[] values, bool isScalar = false) =>
        Constant(MemoryMarshal.AsBytes<long>(values), TensorProto.Types.DataType.Int64, isScalar ? [] : [values.Length]);

    private string Constant(ReadOnlySpan<byte> bytes, TensorProto.Types.DataType type, long[] shape)
    {
        _constantBytes += bytes.Length;
        if (_constantBytes > MaxConstantBytes)
            throw new ExportException(
                "The encoder's weights exceed the 2 GiB that one ONNX file holds; take a smaller shape. Nothing was written.");
        var name = $"constant{++_values}";
        var constant = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        constant.Dims.Add(shape);
        _graph.Initializer.Add(constant);
        return name;
    }

    private static ValueInfoProto Value(string name, params long[] sides)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        // A side below 0 is free, and has a name of its own.
        shape.Dim.Add(sides.Select((side, i) => side < 0
            ? new TensorShapeProto.Types.Dimension { DimParam = $"{name}{i}" } : new TensorShapeProto.Types.Dimension { DimValue = side }));
        return new()
        {
            Name = name,
            Type = new TypeProto { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } },
        };
    }

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    internal static AttributeProto Integer(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    internal static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }
}
