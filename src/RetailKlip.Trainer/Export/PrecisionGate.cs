using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>How far an encoder in another precision is from its FP32 parent, on validation pictures.</summary>
/// <param name="MinCosine">Between both embeddings of a picture, the worst of all.</param>
/// <param name="Top1Loss">The parent's share of right best products less its own.</param>
public sealed record PrecisionGate(ExportPrecision Precision, double MinCosine, double Top1Loss)
{
    /// <summary>Half a point.</summary>
    public const double AllowedTop1Loss = 0.005;

    // Pictures that are compared one by one.
    private const int Compared = 64;

    /// <summary>
    /// 0.999 for FP16, whose numbers have eleven bits; 0.98 for INT8, whose weights have seven. The golden pictures need
    /// <see cref="Encoder.GoldenCosine"/> in either case.
    /// </summary>
    public double RequiredCosine => Precision == ExportPrecision.Fp16 ? 0.999 : 0.98;

    public bool Passed => MinCosine >= RequiredCosine && Top1Loss <= AllowedTop1Loss;

    /// <param name="lines">Of validation; the pictures lie in <paramref name="images"/>.</param>
    public static PrecisionGate Measure(
        ExportPrecision precision, Encoder parent, Encoder variant, IReadOnlyList<ProtocolLine> lines, string images, double top1Loss)
    {
        var count = Math.Min(Compared, lines.Count);
        var worst = 1.0;
        for (var i = 0; i < count; i++)
        {
            using var picture = Pictures.Read(Path.Combine(images, lines[i * lines.Count / count].Path));
            worst = Math.Min(worst, Cosine(parent, variant, picture));
        }
        return new(precision, worst, top1Loss);
    }

    /// <exception cref="ExportException">The variant strays too far.</exception>
    public void Pass()
    {
        if (Passed)
            return;
        var word = Precision.ToString().ToLowerInvariant();
        throw new ExportException(
            FormattableString.Invariant($"The {word} variant loses {100 * Top1Loss:F2} points top-1 (allowed {100 * AllowedTop1Loss}), ")
            + FormattableString.Invariant($"its least cosine is {MinCosine:F4} (required {RequiredCosine}): take it out of exports. ")
            + "Nothing was written.");
    }

    private static double Cosine(Encoder parent, Encoder variant, Mat picture) =>
        parent.Embed([picture])[0].Similarity(variant.Embed([picture])[0]);
}
