namespace RetailKlip.Scenes;

/// <summary>What an item takes from the light on the tray.</summary>
/// <param name="X">Left edge in the picture, in pixels; may lie outside.</param>
/// <param name="Factors">What remains of an sRGB value, in 255ths.</param>
internal sealed record ShadowLayer(int X, int Y, int Width, int Height, byte[] Factors);
