namespace RetailKlip.Core;

/// <summary>What a gallery on disk says about itself in its one header row.</summary>
internal readonly record struct GalleryHeader(EncoderId Encoder, int Dimension, long Version);
