using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>An ONNX graph as it is being written, node by node in the order the data flows. Values are known by name.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The standard's version that every node is written for.</summary>
    public const int Opset = 17;

    // Opset 17 came with version 8 of the file format.
    private const int FileFormat = 8;

    private readonly GraphProto _graph = new() { Name = "encoder" };
    private int _values;

    /// <summary>Declares the one input, float32 N×3×H×W.</summary>
    public string Input(string name, int height, int width)
    {
        _graph.Input.Add(Value(name, 3, height, width));
        return name;
    }

    /// <summary>Declares the one output, float32 N×D, and gives <paramref name="value"/> its name.</summary>
    public void Output(string value, string name, int dimension)
    {
        var producer = _graph.Node.Single(node => node.Output.Contains(value));
        producer.Output[producer.Output.IndexOf(value)] = name;
        _graph.Output.Add(Value(name, dimension));
    }

    public string Convolution(string input, Tensor weight, Tensor bias, int stride)
    {
        var kernel = weight.shape[2];
        return Node("Conv", [input, Constant(weight), Constant(bias)],
            Integers("kernel_shape", kernel, kernel), Integers("strides", stride, stride),
            Integers("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2));
    }

    public string AveragePool(string input, int side) =>
        Node("AveragePool", [input], Integers("kernel_shape", side, side), Integers("strides", side, side));

    public string Relu(string input) => Node("Relu", [input]);

    public string Add(string left, string right) => Node("Add", [left, right]);

    /// <summary>N×C: the power mean of every channel over the picture.</summary>
    public string PowerMean(string input, float exponent, float least)
    {
        var raised = Node("Pow", [Node("Max", [input, Constant([least])]), Constant([exponent])]);
        var mean = Node("ReduceMean", [raised], Integers("axes", 2, 3), Integer("keepdims", 0));
        return Node("Pow", [mean, Constant([1 / exponent])]);
    }

    /// <param name="weight">D × channels.</param>
    public string Linear(string input, Tensor weight, Tensor bias) =>
        Node("Gemm", [input, Constant(weight), Constant(bias)], Integer("transB", 1));

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
        return Constant(flat.data<float>().ToArray(), tensor.shape);
    }

    private string Constant(float[] values, params long[] shape)
    {
        var name = $"constant{++_values}";
        var constant = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };
        constant.Dims.Add(shape);
        _graph.Initializer.Add(constant);
        return name;
    }

    private static ValueInfoProto Value(string name, params long[] sides)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        shape.Dim.Add(sides.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));
        return new()
        {
            Name = name,
            Type = new TypeProto { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } },
        };
    }

    private static AttributeProto Integer(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }
}
