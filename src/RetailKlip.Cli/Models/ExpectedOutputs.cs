using System.Numerics.Tensors;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Raw outputs of an encoder against those that its origin computed: tensors `input` and `output` of a safetensors file.</summary>
/// <param name="MaxAbsDiff">Over all components.</param>
/// <param name="MinCosine">Over all pictures.</param>
internal sealed record ExpectedOutputs(double MaxAbsDiff, double MinCosine)
{
    private const string Input = "input", Output = "output";

    /// <exception cref="SafetensorsException">The file is damaged or lacks a tensor.</exception>
    /// <exception cref="RefusedException">Its tensors do not fit the encoder.</exception>
    public static ExpectedOutputs Compare(Encoder encoder, string path)
    {
        using var file = SafetensorsFile.Open(path);
        var input = file.ReadSingles(Input);
        var expected = file.ReadSingles(Output);
        var size = encoder.Package.Manifest.Input;
        var shape = file.Tensors[Input].Shape;
        if (shape.Length != 4 || shape[0] < 1 || shape[1] != 3 || shape[2] != size.Height || shape[3] != size.Width)
            throw Misfit(path, $"'{Input}' is {string.Join('×', shape)}, but this encoder takes N×3×{size.Height}×{size.Width}");
        if (expected.LongLength != shape[0] * encoder.Dimension)
            throw Misfit(path, $"'{Output}' has {expected.Length} numbers, but {shape[0]} pictures × {encoder.Dimension} are expected");

        var actual = encoder.EmbedRaw(input);
        var maxAbsDiff = 0d;
        for (var i = 0; i < actual.Length; i++)
            maxAbsDiff = Math.Max(maxAbsDiff, Math.Abs((double)actual[i] - expected[i]));
        var minCosine = Enumerable.Range(0, (int)shape[0]).Min(picture => Cosine(Row(actual, picture), Row(expected, picture)));
        return new ExpectedOutputs(maxAbsDiff, minCosine);

        ReadOnlySpan<float> Row(float[] values, int picture) => values.AsSpan(picture * encoder.Dimension, encoder.Dimension);
    }

    private static RefusedException Misfit(string path, string what) => new($"{path}: {what}: use the file that belongs to this model");

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double[] left = new double[a.Length], right = new double[b.Length];
        TensorPrimitives.ConvertChecked(a, left);
        TensorPrimitives.ConvertChecked(b, right);
        return TensorPrimitives.CosineSimilarity<double>(left, right);
    }
}
