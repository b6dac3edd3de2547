namespace RetailKlip.Trainer;

/// <summary>The numbers of <see cref="ArcFaceLoss"/>.</summary>
public sealed record ArcFaceOptions : LossOptions
{
    public double AngularMarginDegrees { get; init; } = 20;

    public double Scale { get; init; } = 24;

    public override MetricLoss Create(int dimension, int classes) => ArcFaceLoss.Create(dimension, classes, AngularMarginDegrees, Scale);
}
