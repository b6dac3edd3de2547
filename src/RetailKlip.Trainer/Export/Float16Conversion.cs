using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace RetailKlip.Trainer;

/// <summary>
/// Turns an FP32 graph into one that stores and computes in float16, with float32 at its input and output and in those nodes
/// whose squares, exponentials and powers leave float16's range, or that enlarge pictures.
/// </summary>
public static class Float16Conversion
{
    private static readonly HashSet<string> Precise = ["LayerNormalization", "Softmax", "Max", "Pow", "ReduceMean", "ReduceL2", "Resize"];

    /// <exception cref="ExportException">A weight is outside float16's range.</exception>
    public static byte[] Convert(byte[] model)
    {
        var graph = new OnnxRewrite(model, "half");
        var singles = new Dictionary<string, string>(StringComparer.Ordinal) { [graph.Input] = graph.Input };
        var halves = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var original in graph.Nodes)
        {
            var node = original.Clone();
            var isPrecise = Precise.Contains(node.OpType);
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i].Length == 0 ? "" : isPrecise ? Single(node.Input[i]) : Half(node.Input[i]);
            for (var i = 0; i < node.Output.Count; i++)
            {
                var output = node.Output[i];
                if (!isPrecise && output == graph.Output)
                    node.Output[i] = $"{output}-half";
                (isPrecise ? singles : halves)[output] = node.Output[i];
            }
            graph.Add(node);
        }
        if (halves.TryGetValue(graph.Output, out var result))
            graph.Cast(result, DataType.Float, graph.Output);
        return graph.ToBytes();

        string Single(string value)
        {
            if (graph.Constants.ContainsKey(value))
                return value;
            return singles.TryGetValue(value, out var single) ? single : singles[value] = graph.Cast(halves[value], DataType.Float);
        }

        string Half(string value)
        {
            if (halves.TryGetValue(value, out var half))
                return half;
            if (graph.IsSingles(value))
                return halves[value] = graph.Constant(DataType.Float16, Halves(graph, value), [.. graph.Constants[value].Dims]);
            return graph.Constants.ContainsKey(value) ? value : halves[value] = graph.Cast(singles[value], DataType.Float16);
        }
    }

    private static Half[] Halves(OnnxRewrite graph, string constant)
    {
        var halves = Array.ConvertAll(graph.Singles(constant), value => (Half)value);
        return Array.TrueForAll(halves, Half.IsFinite)
            ? halves
            : throw new ExportException("A weight is outside float16's range, so that the model has no FP16 variant. Nothing was written.");
    }
}
