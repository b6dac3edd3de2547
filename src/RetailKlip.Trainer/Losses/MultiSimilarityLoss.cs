using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Weighs every pair of the batch against the others of its anchor (Wang et al., CVPR 2019, equation 15, without mining): the
/// mean over all anchors of ln(1 + Σ exp(−α(s − λ))) / α over positives plus ln(1 + Σ exp(β(s − λ))) / β over negatives, s
/// being cosines. An anchor without positives or negatives counts with 0 for them.
/// </summary>
public sealed class MultiSimilarityLoss : MetricLoss
{
    /// <param name="alpha">Steepness on positives, greater than 0.</param>
    /// <param name="beta">Steepness on negatives, greater than 0.</param>
    /// <param name="base">λ: the cosine that positives should exceed and negatives stay below, in [-1, 1].</param>
    public MultiSimilarityLoss(double alpha, double beta, double @base)
        : base(nameof(MultiSimilarityLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        ArgumentOutOfRangeException.ThrowIfLessThan(@base, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(@base, 1);
        (Alpha, Beta, Base) = (alpha, beta, @base);
    }

    public double Alpha { get; }

    public double Beta { get; }

    public double Base { get; }

    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var directions = Directions(embeddings, 1);
        var above = directions.matmul(directions.t()) - Base;
        var isSame = labels.unsqueeze(1) == labels;
        var isPositive = isSame.logical_and(eye(labels.shape[0], device: labels.device).to(ScalarType.Bool).logical_not());
        var pull = LogOnePlusSumExp(-Alpha * above, isPositive, 1) / Alpha;
        var push = LogOnePlusSumExp(Beta * above, isSame.logical_not(), 1) / Beta;
        return (pull + push).mean().MoveToOuterDisposeScope();
    }
}
