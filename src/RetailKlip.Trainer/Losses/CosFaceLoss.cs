using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Large margin cosine loss (Wang et al., CVPR 2018, equation 4): the cosine to the own class becomes cos θ − m.
/// </summary>
public sealed class CosFaceLoss : MarginSoftmaxLoss
{
    /// <param name="weight">D × C, columns are class centres of any length; the loss owns it.</param>
    /// <param name="cosineMargin">In [0, 2).</param>
    /// <param name="scale">Factor on the cosines before softmax, greater than 0.</param>
    public CosFaceLoss(Tensor weight, double cosineMargin, double scale)
        : base(nameof(CosFaceLoss), weight, scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cosineMargin);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cosineMargin, 2);
        CosineMargin = cosineMargin;
    }

    public double CosineMargin { get; }

    private protected override Tensor WithMargin(Tensor cosines) => cosines - MarginShare * CosineMargin;
}
