using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Supervised contrastive loss (Khosla et al., NeurIPS 2020, equation 2): the mean over anchors and over their positives of the
/// negative logarithm of a positive's share in a softmax over all others of the batch.
/// </summary>
/// <remarks>Anchors without positives, or with a loss of 0, do not count; a batch of one class or without positives gives 0.</remarks>
public sealed class SupConLoss : MetricLoss
{
    /// <param name="temperature">Divides the cosines before softmax, greater than 0.</param>
    public SupConLoss(double temperature)
        : base(nameof(SupConLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        Temperature = temperature;
    }

    public double Temperature { get; }

    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var directions = Directions(embeddings, 1);
        var logits = directions.matmul(directions.t()) / Temperature;
        var isSelf = eye(labels.shape[0], device: labels.device).to(ScalarType.Bool);
        var isSame = labels.unsqueeze(1) == labels;
        var isPositive = isSame.logical_and(isSelf.logical_not());
        if (!isPositive.any().item<bool>() || isSame.all().item<bool>())
            return (logits * 0).sum().MoveToOuterDisposeScope();

        var all = logits.masked_fill(isSelf, double.NegativeInfinity).logsumexp(1, keepdim: true);
        var positives = isPositive.sum(1);
        var losses = (all - logits).masked_fill(isPositive.logical_not(), 0).sum(1) / positives.clamp_min(1);
        var counts = losses > 0;
        var mean = losses.masked_fill(counts.logical_not(), 0).sum() / counts.sum().clamp_min(1);
        return mean.MoveToOuterDisposeScope();
    }
}
