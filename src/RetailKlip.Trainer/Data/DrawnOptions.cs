using RetailKlip.Scenes;

namespace RetailKlip.Trainer;

/// <summary>How many products to draw as further classes, and how.</summary>
public sealed record DrawnOptions
{
    /// <summary>They come in families of near twins, see <c>ProductGenerator</c>.</summary>
    public int Products { get; init; } = 200;

    /// <summary>Pictures of each; a studio picture comes on top.</summary>
    public int Views { get; init; } = 12;

    public int Seed { get; init; } = 1;

    /// <summary>Longer side of a picture in pixels.</summary>
    public int LongestSide { get; init; } = 144;

    public DrawnSurroundings Surroundings { get; init; }

    public Assortment Assortment { get; init; }
}
