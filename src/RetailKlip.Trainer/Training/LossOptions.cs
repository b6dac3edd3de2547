namespace RetailKlip.Trainer;

/// <summary>ArcFace's numbers.</summary>
public sealed record LossOptions
{
    public double AngularMarginDegrees { get; init; } = 20;

    public double Scale { get; init; } = 24;

    /// <summary>Share of all steps over which the margin rises from 0.</summary>
    public double MarginWarmUp { get; init; } = 0.2;
}
