using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Additive angular margin (Deng et al., CVPR 2019): the angle between an embedding and its class centre is widened by a margin
/// before softmax, so that classes come out farther apart than they need to be.
/// </summary>
/// <remarks>Equal to pytorch-metric-learning's ArcFaceLoss, the angle's cosine kept 1e-7 away from ±1 included.</remarks>
public sealed class ArcFaceLoss : MetricLoss
{
    private const double Edge = 1e-7;

    /// <param name="weight">D × C, columns are class centres of any length; the loss owns it.</param>
    /// <param name="angularMarginDegrees">In [0, 180).</param>
    /// <param name="scale">Factor on the cosines before softmax, greater than 0.</param>
    public ArcFaceLoss(Tensor weight, double angularMarginDegrees, double scale)
        : base(nameof(ArcFaceLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(angularMarginDegrees);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(angularMarginDegrees, 180);
        Weight = nn.Parameter(weight);
        AngularMarginDegrees = angularMarginDegrees;
        Scale = scale;
        register_parameter("weight", Weight);
    }

    public Parameter Weight { get; }

    public double AngularMarginDegrees { get; }

    public double Scale { get; }

    /// <summary>Centres drawn at random, one a class.</summary>
    public static ArcFaceLoss Create(int dimension, int classes, double angularMarginDegrees, double scale) =>
        new(randn(dimension, classes) * 0.01, angularMarginDegrees, scale);

    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        // Angles need more digits than half precision has.
        var precise = embeddings.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? embeddings.to(ScalarType.Float32) : embeddings;
        var cosines = nn.functional.normalize(precise, p: 2, dim: 1).matmul(nn.functional.normalize(Weight, p: 2, dim: 0));
        var column = labels.unsqueeze(1);
        var target = cosines.gather(1, column);
        var edge = target.dtype == ScalarType.Float64 ? Edge : 1e-6;
        var angle = target.clamp(-1 + edge, 1 - edge).acos();
        var widened = (angle + MarginShare * AngularMarginDegrees * Math.PI / 180).cos();
        var logits = cosines.scatter(1, column, widened) * Scale;
        return nn.functional.cross_entropy(logits, labels).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Weight.Dispose();
        base.Dispose(disposing);
    }
}
