using System.Buffers.Binary;
using System.Text;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Vision;

/// <summary>
/// Writes a real ONNX file of a few kilobytes, field by field of onnx.proto: the picture's mean colours on a 4×4 grid, times
/// a random matrix. Near pictures get near embeddings, so that galleries and pipelines work with it.
/// </summary>
internal static class TinyEncoder
{
    public const int Side = 32;
    public const int Dimension = 16;

    private const int Grid = 4;

    public static byte[] Onnx(
        int dimension = Dimension, int seed = 1, string input = "image", string output = "embedding", bool fixedBatch = false,
            bool constant = false, int side = Side)
    {
        const int features = 3 * Grid * Grid;
        var random = new Random(seed);
        var matrix = Enumerable.Range(0, features * dimension).Select(_ => constant ? 0 : (float)(random.NextDouble() * 2 - 1)).ToArray();
        var bias = Enumerable.Range(0, dimension).Select(_ => constant ? 1f : 0f).ToArray();
        var graph = new Proto()
            .Message(1, Node("AveragePool", [input], ["pooled"],
                Attribute("kernel_shape", side / Grid, side / Grid), Attribute("strides", side / Grid, side / Grid)))
            .Message(1, Node("Flatten", ["pooled"], ["flat"]))
            .Message(1, Node("MatMul", ["flat", "matrix"], ["product"]))
            .Message(1, Node("Add", ["product", "bias"], [output]))
            .Text(2, "tiny")
            .Message(5, Tensor("matrix", [features, dimension], matrix))
            .Message(5, Tensor("bias", [dimension], bias))
            .Message(11, Value(input, fixedBatch ? 1 : null, 3, side, side))
            .Message(12, Value(output, fixedBatch ? 1 : null, dimension));
        // ModelProto: ir_version, opset_import { version }, graph.
        return new Proto().Number(1, 8).Message(8, new Proto().Text(1, "").Number(2, 17)).Message(7, graph).Bytes;
    }

    public static ModelDescription Description { get; } = new()
    {
        Name = "tiny",
        Input = ModelInput.Clip(Side),
        Licence = "MIT",
        TrainedOn = "nothing",
        Decision = new ModelDecision(0.9f, 0.02f, 0.5f, "made up for tests", 0, 0, 0),
    };

    public static ModelPackage Write(string folder, byte[]? onnx = null) => ModelPackageWriter.Write(folder, onnx ?? Onnx(), Description);

    private static Proto Node(string type, string[] inputs, string[] outputs, params Proto[] attributes)
    {
        var node = new Proto();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, type);
        foreach (var attribute in attributes)
            node.Message(5, attribute);
        return node;
    }

    // AttributeProto: name, ints, type INTS.
    private static Proto Attribute(string name, params int[] values)
    {
        var attribute = new Proto().Text(1, name);
        foreach (var value in values)
            attribute.Number(8, value);
        return attribute.Number(20, 7);
    }

    // TensorProto: dims, data_type FLOAT, name, raw_data.
    private static Proto Tensor(string name, int[] shape, float[] values)
    {
        var tensor = new Proto();
        foreach (var side in shape)
            tensor.Number(1, side);
        var raw = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4 * i), values[i]);
        return tensor.Number(2, 1).Text(8, name).Data(9, raw);
    }

    // ValueInfoProto: name, type { tensor_type { elem_type FLOAT, shape { dim { dim_value | dim_param } } } }.
    private static Proto Value(string name, int? batch, params int[] sides)
    {
        var shape = new Proto().Message(1, batch is { } fixedBatch ? new Proto().Number(1, fixedBatch) : new Proto().Text(2, "N"));
        foreach (var side in sides)
            shape.Message(1, new Proto().Number(1, side));
        return new Proto().Text(1, name).Message(2, new Proto().Message(1, new Proto().Number(1, 1).Message(2, shape)));
    }

    /// <summary>Protocol buffers' wire format, as far as ONNX needs it.</summary>
    private sealed class Proto
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public Proto Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Proto Data(int field, byte[] value)
        {
            Varint((ulong)field << 3 | 2);
            Varint((ulong)value.Length);
            _bytes.AddRange(value);
            return this;
        }

        public Proto Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

        public Proto Message(int field, Proto value) => Data(field, value.Bytes);

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.Add((byte)(value | 0x80));
            _bytes.Add((byte)value);
        }
    }
}
