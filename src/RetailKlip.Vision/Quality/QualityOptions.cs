namespace RetailKlip.Vision;

/// <summary>
/// From where on a look at an item is no evidence. Measured on real photographs and drawn trays, see
/// <c>tests/RetailKlip.Benchmarks/Results/2026-11-23-view-quality.md</c>.
/// </summary>
public sealed record QualityOptions
{
    /// <summary>Most blur, in [0, 1]; see <see cref="Core.ViewQuality.Blur"/>.</summary>
    public double MostBlur { get; init; } = 0.64;

    /// <summary>Least brightness, in [0, 255].</summary>
    public double LeastBrightness { get; init; } = 64;

    /// <summary>Largest share of an item, in [0, 1], that may be white by too much light.</summary>
    public double MostGlare { get; init; } = 0.3;

    /// <summary>Largest share of its box's side, in [0, 1], with which an item may lie on the picture's border.</summary>
    public double MostCutOff { get; init; } = 0.25;

    /// <summary>What lies on the border is a hand from this share of skin-coloured pixels on, in [0, 1].</summary>
    public double LeastSkin { get; init; } = 0.65;
}
