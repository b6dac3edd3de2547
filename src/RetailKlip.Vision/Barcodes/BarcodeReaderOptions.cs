namespace RetailKlip.Vision;

public sealed record BarcodeReaderOptions
{
    /// <summary>Directions in which the whole frame is scanned, spread evenly over half a turn.</summary>
    public int Directions { get; init; } = 4;

    /// <summary>Distance of the scan lines over the whole frame, in pixels.</summary>
    public int LineDistance { get; init; } = 4;

    /// <summary>Regions of parallel bars that are looked at closely in one frame, those with the strongest bars first.</summary>
    public int MaxRegions { get; init; } = 12;

    /// <summary>
    /// A frame that has taken this long gets no further region or direction, so that time per frame is bounded. Infinite for photos.
    /// </summary>
    public TimeSpan Patience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Scan lines that must agree on an EAN-13 or UPC-A; the shorter codes, which a chance pattern is likelier to resemble, need twice as
    /// many.
    /// </summary>
    public int Agreement { get; init; } = 3;
}
