using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Takes the weights of MobileNetV2 out of a TensorFlow Lite model that begins with it, following the data from the picture on.</summary>
internal static class MobileNetBackbone
{
    /// <exception cref="InvalidDataException">The file is damaged, or its network does not begin as MobileNetV2 of width 1.</exception>
    public static void Load(string path, MobileNet encoder)
    {
        var file = TfliteFile.Read(path);
        using var gradients = no_grad();
        var value = Take(file, path, "stem", encoder.Stem, file.Input);
        var number = 0;
        foreach (var block in encoder.Blocks)
        {
            foreach (var convolution in block.Convolutions)
                value = Take(file, path, $"block {number}", convolution, value);
            if (block.HasShortcut)
                value = file.Operators.FirstOrDefault(next => next.Operation == TfliteOperation.Add && next.Inputs.Contains(value))?.Outputs[0]
                    ?? throw new InvalidDataException($"'{path}' is not MobileNetV2 of width 1: block {number} has no shortcut.");
            number++;
        }
        Take(file, path, "last convolution", encoder.Last, value);
    }

    // A detector's own layers may read the same value: the next one is known by its shape.
    private static int Take(TfliteFile file, string path, string place, FoldedConvolution convolution, int value)
    {
        var (operation, filter) = convolution.IsDepthwise
            ? (TfliteOperation.DepthwiseConvolution, new[] { 1, convolution.Kernel, convolution.Kernel, convolution.To })
            : (TfliteOperation.Convolution, [convolution.To, convolution.Kernel, convolution.Kernel, convolution.From]);
        var next = file.Operators.FirstOrDefault(next => next.Operation == operation && next.Stride == convolution.Stride
            && next.Inputs is [var input, var weight, _] && input == value && file.ShapeOf(weight).SequenceEqual(filter));
        if (next is not { Outputs: [var output], Inputs: [_, var weights, var biases] })
            throw new InvalidDataException($"'{path}' is not MobileNetV2 of width 1: its {place} has no {operation} of {string.Join('×', filter)}.");
        using var stored = tensor(file.ReadSingles(weights)).reshape(filter.Select(side => (long)side).ToArray());
        // Channels last in the file, first here.
        using var ordered = convolution.IsDepthwise ? stored.permute(3, 0, 1, 2) : stored.permute(0, 3, 1, 2);
        convolution.Weight.copy_(ordered);
        using var bias = tensor(file.ReadSingles(biases));
        convolution.Bias.copy_(bias);
        return output;
    }
}
