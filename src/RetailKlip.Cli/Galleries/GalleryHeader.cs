namespace RetailKlip.Cli;

/// <summary><c>gallery.json</c> of an exported gallery.</summary>
internal sealed record GalleryHeader(string EncoderId, int Dimension, long Version);
