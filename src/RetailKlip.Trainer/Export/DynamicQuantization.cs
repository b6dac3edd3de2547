using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace RetailKlip.Trainer;

/// <summary>
/// Turns the linear layers of an FP32 graph into products of 8-bit integers: weights symmetric, with a scale for each output,
/// inputs by the range that they have at run time, over the whole batch.
/// </summary>
public static class DynamicQuantization
{
    /// <summary>
    /// Weights use seven bits, so that processors that add two products in 16 bits (AVX2 without VNNI) never overflow and every
    /// machine computes the same.
    /// </summary>
    internal const int MostWeight = 63;

    public static byte[] Convert(byte[] model)
    {
        var graph = new OnnxRewrite(model, "dynamic");
        var quantized = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (!IsLinear(graph, node))
            {
                graph.Add(node);
                continue;
            }
            if (!quantized.TryGetValue(node.Input[0], out var input))
                quantized[node.Input[0]] = input = graph.AddMany("DynamicQuantizeLinear", node.Input[0], 3);
            var (weights, scales) = Quantize(graph, node);
            var product = graph.Cast(graph.Add("MatMulInteger", [input[0], weights, input[2]]), DataType.Float);
            var scale = graph.Add("Mul", [input[1], scales]);
            if (node.Input.Count == 3)
                graph.Add("Add", [graph.Add("Mul", [product, scale]), node.Input[2]], node.Output[0]);
            else
                graph.Add("Mul", [product, scale], node.Output[0]);
        }
        return graph.ToBytes();
    }

    private static bool IsLinear(OnnxRewrite graph, NodeProto node) =>
        node.OpType is "MatMul" or "Gemm" && graph.IsSingles(node.Input[1]) && graph.Constants[node.Input[1]].Dims.Count == 2;

    /// <returns>Names of the int8 weights, inputs × outputs, and of their scales, one an output.</returns>
    private static (string Weights, string Scales) Quantize(OnnxRewrite graph, NodeProto node)
    {
        var dimensions = graph.Constants[node.Input[1]].Dims;
        var isTransposed = node.OpType == "Gemm";
        var (inputs, outputs) = isTransposed ? ((int)dimensions[1], (int)dimensions[0]) : ((int)dimensions[0], (int)dimensions[1]);
        var weights = graph.Singles(node.Input[1]);
        var quantized = new sbyte[weights.Length];
        var scales = new float[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var most = 0f;
            for (var i = 0; i < inputs; i++)
                most = Math.Max(most, Math.Abs(weights[At(i, output)]));
            scales[output] = most > 0 ? most / MostWeight : 1;
            for (var i = 0; i < inputs; i++)
                quantized[i * outputs + output] = (sbyte)MathF.Round(weights[At(i, output)] / scales[output]);
        }
        return (graph.Constant(DataType.Int8, quantized, inputs, outputs), graph.Constant(DataType.Float, scales, outputs));

        int At(int input, int output) => isTransposed ? output * inputs + input : input * outputs + output;
    }
}
