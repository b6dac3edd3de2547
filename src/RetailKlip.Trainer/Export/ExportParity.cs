namespace RetailKlip.Trainer;

/// <summary>How far ONNX Runtime's raw embeddings are from TorchSharp's, the worst of all pictures.</summary>
public sealed record ExportParity(double MaxAbsDiff, double MinCosine)
{
    public const double AllowedAbsDiff = 1e-4;
    public const double RequiredCosine = 0.9999;

    public bool Passed => MaxAbsDiff <= AllowedAbsDiff && MinCosine >= RequiredCosine;

    /// <summary>The worse of both.</summary>
    public ExportParity And(ExportParity other) => new(Math.Max(MaxAbsDiff, other.MaxAbsDiff), Math.Min(MinCosine, other.MinCosine));

    /// <param name="expected">N×D.</param>
    /// <param name="actual">N×D.</param>
    public static ExportParity Compare(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int dimension)
    {
        if (expected.Length != actual.Length || expected.Length % dimension != 0)
            throw new ArgumentException(
                $"{actual.Length} numbers cannot be compared with {expected.Length} of rows of {dimension}.", nameof(actual));
        double difference = 0, cosine = 1;
        for (var row = 0; row < expected.Length; row += dimension)
        {
            double dot = 0, left = 0, right = 0;
            for (var i = row; i < row + dimension; i++)
            {
                // NaN fails every comparison, so it must not be lost in a maximum.
                var apart = Math.Abs((double)expected[i] - actual[i]);
                difference = double.IsFinite(apart) ? Math.Max(difference, apart) : double.PositiveInfinity;
                dot += (double)expected[i] * actual[i];
                left += (double)expected[i] * expected[i];
                right += (double)actual[i] * actual[i];
            }
            var similarity = dot / Math.Sqrt(left * right);
            cosine = double.IsFinite(similarity) ? Math.Min(cosine, similarity) : -1;
        }
        return new(difference, cosine);
    }
}
