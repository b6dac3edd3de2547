namespace RetailKlip.Vision;

/// <summary>What a picture's header says.</summary>
/// <param name="Kind"><c>JPEG</c>, <c>PNG</c>, <c>WebP</c> or <c>BMP</c>.</param>
/// <param name="Width">In pixels, before it is turned upright.</param>
/// <param name="Height">In pixels, before it is turned upright.</param>
public sealed record PictureFormat(string Kind, int Width, int Height);
