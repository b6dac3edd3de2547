namespace RetailKlip.Vision;

public sealed record CropperOptions
{
    /// <summary>Pixels of the longer side of the small picture in which items are sought.</summary>
    public int WorkingSide { get; init; } = 320;

    /// <summary>How long the tray must look the same before its first picture is taken for the empty tray.</summary>
    public TimeSpan LearnFor { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long nothing may move before items are cut.</summary>
    public TimeSpan StillFor { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Share of the picture's pixels that may change between frames of a still tray.</summary>
    public double StillShare { get; init; } = 0.002;

    /// <summary>Change of a pixel, in grey levels of 0 to 255, that counts as movement.</summary>
    public int MotionThreshold { get; init; } = 14;

    /// <summary>Difference from the empty tray, in grey levels after light is levelled out, that counts as an item.</summary>
    public int ItemThreshold { get; init; } = 22;

    /// <summary>Smallest item as a share of the picture.</summary>
    public double MinItemShare { get; init; } = 0.0015;

    /// <summary>Largest item as a share of the picture; what is larger is a hand, a lid, or a moved camera.</summary>
    public double MaxItemShare { get; init; } = 0.6;

    /// <summary>Border left, right, above and below an item, as a share of its width and height.</summary>
    public double Padding { get; init; } = 0.04;

    /// <summary>Most items cut from one frame, the largest first.</summary>
    public int MaxItems { get; init; } = 16;
}
