namespace RetailKlip.Scenes;

/// <summary>A printed side of a packaging.</summary>
internal enum Panel
{
    /// <summary>Nothing printed: the material's own colour.</summary>
    None,
    Front,
    Back,
    Left,
    Right,
    Top,
    Bottom,

    /// <summary>Around a round body; the front is in the middle.</summary>
    Wrap,

    /// <summary>Round or rounded, seen from above.</summary>
    Lid,

    /// <summary>Skin of fruit and vegetables.</summary>
    Skin,
}
