using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>The numbers of <see cref="SubCenterArcFaceLoss"/>.</summary>
public sealed record SubCenterArcFaceOptions : LossOptions
{
    public int SubCenters { get; init; } = 3;

    public double AngularMarginDegrees { get; init; } = 20;

    public double Scale { get; init; } = 24;

    public override MetricLoss Create(int dimension, int classes) =>
        new SubCenterArcFaceLoss(randn(dimension, classes * SubCenters) * 0.01, SubCenters, AngularMarginDegrees, Scale);
}
