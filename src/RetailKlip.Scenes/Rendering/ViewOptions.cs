namespace RetailKlip.Scenes;

/// <summary>How a single item is pictured.</summary>
public sealed record ViewOptions
{
    /// <summary>Longer side of the picture in pixels; null keeps the size that the item has in the tray camera's view.</summary>
    public int? LongestSide { get; init; }

    /// <summary>Tray left visible on each side, as a share of the item's box, in [0, 1].</summary>
    public double Margin { get; init; } = 0.06;

    /// <summary>0: the demo tray and its light. 1: any tray or counter, any light, strong noise and blur: for training.</summary>
    public double Variety { get; init; }

    /// <summary>How the item lies, its place within the tray's 640 × 340 mm; null: at random. Not together with
    /// <see cref="Surroundings"/>, which choose their own.</summary>
    public Pose? Pose { get; init; }

    /// <summary>Whether it lies straight, as after a cropper has turned it upright; without a <see cref="Pose"/> and surroundings only.</summary>
    public bool Straight { get; init; }

    /// <summary>What stands around the item and covers some of it; null: it lies alone and whole.</summary>
    public Surroundings? Surroundings { get; init; }
}
