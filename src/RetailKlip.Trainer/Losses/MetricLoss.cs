using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// A loss on embeddings and their classes: <c>forward(embeddings N×D of any length, labels N int64)</c> is the mean loss, a scalar.
/// What it learns itself, such as class centres, are its parameters.
/// </summary>
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
}
