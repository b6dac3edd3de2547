using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A plain classifier: one linear layer with bias and cross-entropy, no margin. With a frozen encoder it is the linear probe, with a
/// learning one the usual fine-tuning that metric learning is compared with.
/// </summary>
public sealed class SoftmaxLoss : MetricLoss
{
    private readonly Linear _linear;

    /// <param name="dimension">Floats of an embedding.</param>
    public SoftmaxLoss(int dimension, int classes)
        : base(nameof(SoftmaxLoss))
    {
        _linear = nn.Linear(dimension, classes);
        register_module("linear", _linear);
    }

    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var logits = Logits(embeddings);
        return nn.functional.cross_entropy(logits, labels);
    }

    /// <param name="embeddings">N×D.</param>
    /// <returns>N × classes; the largest of a row is the class that the classifier names.</returns>
    public Tensor Logits(Tensor embeddings)
    {
        using var precise = embeddings.to(_linear.weight.dtype);
        return _linear.forward(precise);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _linear.Dispose();
        base.Dispose(disposing);
    }
}
