using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>The numbers of <see cref="ProxyAnchorLoss"/>, by default the paper's.</summary>
public sealed record ProxyAnchorOptions : LossOptions
{
    public double ProxyMargin { get; init; } = 0.1;

    public double Alpha { get; init; } = 32;

    public override MetricLoss Create(int dimension, int classes) =>
        new ProxyAnchorLoss(randn(classes, dimension) * 0.01, ProxyMargin, Alpha);
}
