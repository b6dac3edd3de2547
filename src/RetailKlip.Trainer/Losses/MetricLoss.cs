using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A loss on embeddings and their classes: <c>forward(embeddings N×D of any length, labels N int64)</c> is the mean loss, a scalar.
/// What it learns itself, such as class centres, are its parameters.
/// </summary>
/// <remarks>
/// Embeddings in half precision are computed with in float32. Values and gradients equal those of pytorch-metric-learning
/// with its default distance and reducer.
/// </remarks>
public abstract class MetricLoss(string name) : nn.Module<Tensor, Tensor, Tensor>(name)
{
    /// <summary>Share of the margin that is in force, 0 to 1; training raises it from 0. A loss without a margin ignores it.</summary>
    public double MarginShare
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>The same directions at length 1, in float32 where half precision has too few digits for their angles.</summary>
    /// <param name="dimension">The one that a vector runs along.</param>
    private protected static Tensor Directions(Tensor vectors, long dimension)
    {
        var isHalf = vectors.dtype is ScalarType.BFloat16 or ScalarType.Float16;
        return nn.functional.normalize(isHalf ? vectors.to(ScalarType.Float32) : vectors, p: 2, dim: dimension);
    }

    /// <summary>ln(1 + Σ exp) over the kept exponents along a dimension, 0 where none is kept; no exponent is too large.</summary>
    private protected static Tensor LogOnePlusSumExp(Tensor exponents, Tensor keep, long dimension)
    {
        var kept = exponents.masked_fill(keep.logical_not(), double.NegativeInfinity);
        var one = kept.narrow(dimension, 0, 1).detach().zeros_like();
        return cat([kept, one], dimension).logsumexp(dimension);
    }
}
