using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace RetailKlip.Trainer;

/// <summary>A graph of <see cref="OnnxGraph"/> that is written anew, node by node in the order the data flows.</summary>
internal sealed class OnnxRewrite
{
    private readonly ModelProto _model;
    private readonly string _pass;
    private readonly List<NodeProto> _nodes = [];
    private int _values;

    /// <param name="pass">Of which new values are named; another for each pass over a graph.</param>
    public OnnxRewrite(byte[] model, string pass)
    {
        _pass = pass;
        _model = ModelProto.Parser.ParseFrom(model);
        Nodes = [.. _model.Graph.Node];
        Constants = _model.Graph.Initializer.ToDictionary(constant => constant.Name, StringComparer.Ordinal);
        Consumers = Nodes.SelectMany(node => node.Input.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
    }

    /// <summary>As they were.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>By the value that reads it; a node that reads a value twice stands twice.</summary>
    public ILookup<string, NodeProto> Consumers { get; }

    public Dictionary<string, TensorProto> Constants { get; }

    public string Input => _model.Graph.Input[0].Name;

    public string Output => _model.Graph.Output[0].Name;

    public bool IsSingles(string constant) => Constants.TryGetValue(constant, out var tensor) && tensor.DataType == (int)DataType.Float;

    public float[] Singles(string constant) => MemoryMarshal.Cast<byte, float>(Constants[constant].RawData.Span).ToArray();

    /// <summary>Takes a node over.</summary>
    public void Add(NodeProto node) => _nodes.Add(node);

    /// <summary>Adds a node with one output of a new name.</summary>
    /// <returns>The output's name.</returns>
    public string Add(string type, string[] inputs, params AttributeProto[] attributes) => Add(type, inputs, Name(type), attributes);

    /// <summary>Adds a node whose one output has the given name.</summary>
    public string Add(string type, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { Name = $"{type}:{output}", OpType = type, Output = { output } };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        _nodes.Add(node);
        return output;
    }

    /// <summary>Adds a node with so many outputs of new names.</summary>
    public string[] AddMany(string type, string input, int outputs)
    {
        var names = Enumerable.Range(0, outputs).Select(_ => Name(type)).ToArray();
        var node = new NodeProto { Name = $"{type}:{names[0]}", OpType = type, Input = { input } };
        node.Output.Add(names);
        _nodes.Add(node);
        return names;
    }

    public string Cast(string input, DataType type, string? output = null) =>
        Add("Cast", [input], output ?? Name("cast"), OnnxGraph.Integer("to", (int)type));

    public string Constant<T>(DataType type, T[] values, params long[] shape) where T : unmanaged
    {
        var constant = new TensorProto
        {
            Name = Name("constant"), DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values)),
        };
        constant.Dims.Add(shape);
        _model.Graph.Initializer.Add(constant);
        return constant.Name;
    }

    /// <summary>Asks the graph, as it was, for further float32 values.</summary>
    public byte[] WithOutputs(IEnumerable<string> values)
    {
        var model = _model.Clone();
        model.Graph.Output.Add(values.Select(value => new ValueInfoProto
        {
            Name = value, Type = new() { TensorType = new() { ElemType = (int)DataType.Float } },
        }));
        return model.ToByteArray();
    }

    /// <summary>The graph of the added nodes, with those constants that they read.</summary>
    public byte[] ToBytes()
    {
        var read = _nodes.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        var constants = _model.Graph.Initializer.Where(constant => read.Contains(constant.Name)).ToList();
        _model.Graph.Initializer.Clear();
        _model.Graph.Initializer.Add(constants);
        _model.Graph.Node.Clear();
        _model.Graph.Node.Add(_nodes);
        return _model.ToByteArray();
    }

    private string Name(string stem) => $"{stem.ToLowerInvariant()}-{_pass}-{++_values}";
}
