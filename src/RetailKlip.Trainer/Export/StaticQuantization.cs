using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace RetailKlip.Trainer;

/// <summary>
/// Turns a convolutional network into 8-bit integers by marking what each value is rounded to (QuantizeLinear and DequantizeLinear), from
/// which a runtime makes integer convolutions: weights symmetric with a scale for each channel, activations by the range that they had
/// on calibration pictures.
/// </summary>
/// <remarks>
/// A convolution that no rectifier or sum follows, such as the one that cuts a transformer's patches, stays as it is: it is a
/// small share of the work, and everything after it would be rounded.
/// </remarks>
public static class StaticQuantization
{
    private static readonly HashSet<string> Types = ["Conv", "Relu", "Clip", "Add", "AveragePool", "Slice", "Resize", "Concat"];

    /// <param name="pictures">Inputs of the graph to calibrate on, 3 × height × width floats each.</param>
    /// <exception cref="ExportException">There are no pictures.</exception>
    public static byte[] Convert(byte[] model, IReadOnlyList<float[]> pictures, int width, int height)
    {
        var graph = new OnnxRewrite(model, "static");
        var members = Members(graph);
        if (members.Count == 0)
            return model;
        if (pictures.Count == 0)
            throw new ExportException("Convolutions need pictures to calibrate 8-bit integers on; train on some. Nothing was written.");
        var rounded = graph.Nodes.Where(members.Contains).SelectMany(node => Activations(graph, node).Append(node.Output[0]))
            .Distinct(StringComparer.Ordinal).Where(value => !IsRectifiedOnly(graph, value)).ToList();
        var ranges = Measure(graph, rounded, pictures, width, height);
        var known = new Dictionary<string, (string Value, float Scale)>(StringComparer.Ordinal);
        if (ranges.ContainsKey(graph.Input))
            Round(graph.Input);
        foreach (var original in graph.Nodes)
        {
            var node = original.Clone();
            for (var i = 0; i < node.Input.Count; i++)
                if (known.TryGetValue(node.Input[i], out var value))
                    node.Input[i] = value.Value;
            if (node.OpType == "Conv" && members.Contains(original))
                RoundWeights(graph, node, known[original.Input[0]].Scale);
            graph.Add(node);
            if (ranges.ContainsKey(node.Output[0]))
                Round(node.Output[0]);
        }
        return graph.ToBytes();

        void Round(string value)
        {
            // Zero is exact, so that padding and rectifiers are.
            var (least, most) = (Math.Min(ranges[value].Least, 0), Math.Max(ranges[value].Most, 0));
            var scale = most > least ? (most - least) / byte.MaxValue : 1;
            var zero = (byte)Math.Clamp(MathF.Round(-least / scale), 0, byte.MaxValue);
            var (scaleName, zeroName) = (graph.Constant(DataType.Float, [scale]), graph.Constant(DataType.Uint8, [zero]));
            var integers = graph.Add("QuantizeLinear", [value, scaleName, zeroName]);
            known[value] = (graph.Add("DequantizeLinear", [integers, scaleName, zeroName]), scale);
        }
    }

    /// <summary>Nodes that are reached from the picture by such nodes alone, but for convolutions that none of them follows.</summary>
    private static HashSet<NodeProto> Members(OnnxRewrite graph)
    {
        var members = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var values = new HashSet<string>(StringComparer.Ordinal) { graph.Input };
        foreach (var node in graph.Nodes)
        {
            if (!Types.Contains(node.OpType) || !Activations(graph, node).All(values.Contains))
                continue;
            if (node.OpType == "Add" && node.Input.Any(graph.Constants.ContainsKey))
                continue;
            if (node.OpType == "Conv" && !graph.Consumers[node.Output[0]].Any(consumer => Types.Contains(consumer.OpType)))
                continue;
            members.Add(node);
            values.Add(node.Output[0]);
        }
        // Views of a picture are worth rounding only for the convolutions that follow.
        return members.Any(node => node.OpType == "Conv") ? members : [];
    }

    private static IEnumerable<string> Activations(OnnxRewrite graph, NodeProto node) =>
        node.Input.Where(input => input.Length > 0 && !graph.Constants.ContainsKey(input));

    // What a rectifier alone reads is rounded after it, and the runtime makes one operation of both.
    private static bool IsRectifiedOnly(OnnxRewrite graph, string value) =>
        graph.Consumers[value].Any() && graph.Consumers[value].All(consumer => consumer.OpType is "Relu" or "Clip");

    private static void RoundWeights(OnnxRewrite graph, NodeProto convolution, float inputScale)
    {
        var dimensions = graph.Constants[convolution.Input[1]].Dims;
        var weights = graph.Singles(convolution.Input[1]);
        var bias = graph.Singles(convolution.Input[2]);
        var quantized = new sbyte[weights.Length];
        var quantizedBias = new int[bias.Length];
        var scales = new float[bias.Length];
        var length = weights.Length / bias.Length;
        for (var channel = 0; channel < bias.Length; channel++)
        {
            var own = weights.AsSpan(channel * length, length);
            var most = 0f;
            foreach (var weight in own)
                most = Math.Max(most, Math.Abs(weight));
            scales[channel] = most > 0 ? most / DynamicQuantization.MostWeight : 1;
            for (var i = 0; i < length; i++)
                quantized[channel * length + i] = (sbyte)MathF.Round(own[i] / scales[channel]);
            // A conversion to int stops at its ends.
            quantizedBias[channel] = (int)Math.Round(bias[channel] / ((double)inputScale * scales[channel]));
        }
        var channels = bias.Length;
        var zeros = graph.Constant(DataType.Int8, new sbyte[channels], channels);
        convolution.Input[1] = graph.Add("DequantizeLinear",
            [graph.Constant(DataType.Int8, quantized, [.. dimensions]), graph.Constant(DataType.Float, scales, channels), zeros],
            OnnxGraph.Integer("axis", 0));
        var biasScales = Array.ConvertAll(scales, scale => scale * inputScale);
        convolution.Input[2] = graph.Add("DequantizeLinear",
            [
                graph.Constant(DataType.Int32, quantizedBias, channels), graph.Constant(DataType.Float, biasScales, channels),
                graph.Constant(DataType.Int32, new int[channels], channels),
            ],
            OnnxGraph.Integer("axis", 0));
    }

    private static Dictionary<string, (float Least, float Most)> Measure(
        OnnxRewrite graph, IReadOnlyList<string> values, IReadOnlyList<float[]> pictures, int width, int height)
    {
        var ranges = values.ToDictionary(
            value => value, _ => (Least: float.PositiveInfinity, Most: float.NegativeInfinity), StringComparer.Ordinal);
        var asked = values.Where(value => value != graph.Input).ToList();
        using var session = new InferenceSession(graph.WithOutputs(asked.Where(value => value != graph.Output)));
        using var options = new RunOptions();
        foreach (var picture in pictures)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(picture, [1, 3, height, width]);
            using var outputs = session.Run(options, [graph.Input], [input], asked);
            if (ranges.ContainsKey(graph.Input))
                Widen(graph.Input, picture);
            for (var i = 0; i < asked.Count; i++)
                Widen(asked[i], outputs[i].GetTensorDataAsSpan<float>());
        }
        return ranges;

        void Widen(string value, ReadOnlySpan<float> numbers)
        {
            var (least, most) = ranges[value];
            foreach (var number in numbers)
                (least, most) = (Math.Min(least, number), Math.Max(most, number));
            ranges[value] = (least, most);
        }
    }
}
