using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Additive angular margin (Deng et al., CVPR 2019, equation 3): the cosine to the own class becomes cos(θ + m).
/// </summary>
/// <remarks>
/// Beyond θ = 180° − m that would rise again, so that there cos θ − m sin m stands in its place, as in the authors' own code.
/// It is computed as cos θ cos m − sin θ sin m, with sin θ kept off 0, where its slope has no end.
/// </remarks>
public class ArcFaceLoss : MarginSoftmaxLoss
{
    /// <param name="weight">D × C, columns are class centres of any length; the loss owns it.</param>
    /// <param name="angularMarginDegrees">In [0, 180).</param>
    /// <param name="scale">Factor on the cosines before softmax, greater than 0.</param>
    public ArcFaceLoss(Tensor weight, double angularMarginDegrees, double scale)
        : this(nameof(ArcFaceLoss), weight, angularMarginDegrees, scale)
    {
    }

    private protected ArcFaceLoss(string name, Tensor weight, double angularMarginDegrees, double scale)
        : base(name, weight, scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(angularMarginDegrees);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(angularMarginDegrees, 180);
        AngularMarginDegrees = angularMarginDegrees;
    }

    public double AngularMarginDegrees { get; }

    /// <summary>Centres drawn at random, one a class.</summary>
    public static ArcFaceLoss Create(int dimension, int classes, double angularMarginDegrees, double scale) =>
        new(randn(dimension, classes) * 0.01, angularMarginDegrees, scale);

    private protected override Tensor WithMargin(Tensor cosines)
    {
        var margin = MarginShare * AngularMarginDegrees * Math.PI / 180;
        var (sin, cos) = Math.SinCos(margin);
        var edge = cosines.dtype == ScalarType.Float64 ? 1e-14 : 1e-6;
        var sines = (1 - cosines.square()).clamp_min(edge).sqrt();
        return where(cosines >= -cos, cosines * cos - sines * sin, cosines - margin * sin);
    }
}
