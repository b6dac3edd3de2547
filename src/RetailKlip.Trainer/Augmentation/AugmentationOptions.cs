namespace RetailKlip.Trainer;

/// <summary>How strongly pictures are varied. Chances are in [0, 1], shares in parts of the picture's side or area.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Least area of the random crop; the greatest is 1.</summary>
    public double MinArea { get; init; } = 0.3;

    /// <summary>Greatest aspect ratio of the crop, at least 1; its inverse is the least.</summary>
    public double MaxAspect { get; init; } = 1.4;

    public double FlipChance { get; init; } = 0.5;

    public double RotationDegrees { get; init; } = 20;

    /// <summary>Chance of a further turn by a random multiple of 90 degrees.</summary>
    public double QuarterTurnChance { get; init; } = 0.1;

    /// <summary>How far each corner moves at most, as a share of the crop's side.</summary>
    public double Perspective { get; init; } = 0.08;

    /// <summary>Greatest relative change of brightness, contrast and saturation.</summary>
    public double Colour { get; init; } = 0.35;

    /// <summary>Greatest relative gain of one colour channel against the others (white balance).</summary>
    public double WhiteBalance { get; init; } = 0.1;

    public double HueDegrees { get; init; } = 6;

    public double BlurChance { get; init; } = 0.2;

    /// <summary>Chance of being shrunk to a third to two thirds and blown up again, as a far or cheap camera does.</summary>
    public double LowResolutionChance { get; init; } = 0.15;

    public double JpegChance { get; init; } = 0.3;

    public double NoiseChance { get; init; } = 0.3;

    public double OcclusionChance { get; init; } = 0.3;

    /// <summary>Greatest area of the picture that an occlusion covers.</summary>
    public double OcclusionArea { get; init; } = 0.2;
}
