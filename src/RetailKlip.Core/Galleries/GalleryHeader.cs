namespace RetailKlip.Core;

/// <summary>What a gallery on disk says about itself in its one header row.</summary>
/// <param name="Decision">The JSON of its <see cref="GalleryDecision"/>; null where it has none.</param>
internal readonly record struct GalleryHeader(EncoderId Encoder, int Dimension, long Version, string? Decision = null);
