using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>An item that a detector found.</summary>
/// <param name="Box">Tight, in pixels of the detector's maps.</param>
/// <param name="Cover">Of the box, row by row: whether a pixel shows the item.</param>
/// <param name="Area">Pixels that show it.</param>
/// <param name="Confidence">That an item's middle is where it is, in (0, 1).</param>
public sealed record DetectedItem(Rect Box, bool[] Cover, int Area, float Confidence);
