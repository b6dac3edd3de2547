using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>The numbers of <see cref="CosFaceLoss"/>.</summary>
public sealed record CosFaceOptions : LossOptions
{
    public double CosineMargin { get; init; } = 0.25;

    public double Scale { get; init; } = 24;

    public override MetricLoss Create(int dimension, int classes) =>
        new CosFaceLoss(randn(dimension, classes) * 0.01, CosineMargin, Scale);
}
