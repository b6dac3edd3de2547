namespace RetailKlip.Vision;

/// <summary>What is measured of a frame, most of it in a small copy.</summary>
/// <param name="Width">Of the frame in pixels, as <paramref name="Height"/>.</param>
/// <param name="Bright">Luma, 0 to 255, that 95 % of the picture do not exceed.</param>
/// <param name="Clipped">Share of the picture, 0 to 1, whose luma is 250 or more.</param>
/// <param name="Detail">Mean change of luma from pixel to pixel of the small copy, in grey levels.</param>
/// <param name="Change">Mean absolute difference to the frame before, in grey levels; null for the first.</param>
/// <param name="InPlace">Share of the empty tray's landmarks, 0 to 1, that are where they were learnt; null while none are known.</param>
/// <param name="Shift">Pixels by which the picture has moved against the empty tray; null where that cannot be told.</param>
public readonly record struct FrameMeasures(
    int Width, int Height, int Bright, double Clipped, double Detail, double? Change, double? InPlace, double? Shift);
