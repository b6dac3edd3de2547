namespace RetailKlip.Vision;

/// <summary>What a <see cref="Cropper"/> saw in one frame.</summary>
/// <param name="Crops">One an item, left to right by their boxes; only of a still tray, else none. Valid until the
/// cropper's next frame.</param>
public readonly record struct TrayView(TrayState State, IReadOnlyList<Crop> Crops)
{
    /// <summary>Whether the crops say all there is: the tray is empty, or its items lie still.</summary>
    public bool Still => State is TrayState.Still or TrayState.Empty;
}
