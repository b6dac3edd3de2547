using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Softmax over scaled cosines between embeddings and class centres, where the cosine to the own class is first lowered by a
/// margin: a class must come out farther from the others than it needs to be.
/// </summary>
public abstract class MarginSoftmaxLoss : MetricLoss
{
    /// <param name="weight">D × C, columns are class centres of any length; the loss owns it.</param>
    /// <param name="scale">Factor on the cosines before softmax, greater than 0.</param>
    private protected MarginSoftmaxLoss(string name, Tensor weight, double scale)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        Scale = scale;
        register_parameter("weight", nn.Parameter(weight));
    }

    /// <summary>Another object once the loss was moved to another type or device.</summary>
    public Parameter Weight => get_parameter("weight")!;

    public double Scale { get; }

    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var cosines = OfClasses(Directions(embeddings, 1).matmul(Directions(Weight, 0)));
        var column = labels.unsqueeze(1);
        var lowered = WithMargin(cosines.gather(1, column));
        var logits = cosines.scatter(1, column, lowered) * Scale;
        return nn.functional.cross_entropy(logits, labels).MoveToOuterDisposeScope();
    }

    /// <summary>What becomes of the cosines to the own class, N × 1.</summary>
    private protected abstract Tensor WithMargin(Tensor cosines);

    /// <summary>From cosines to each column of the weight to cosines to each class, N × C.</summary>
    private protected virtual Tensor OfClasses(Tensor cosines) => cosines;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Weight.Dispose();
        base.Dispose(disposing);
    }
}
