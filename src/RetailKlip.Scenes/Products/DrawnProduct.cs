using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>A product as a description that can be drawn from any side: its packaging and what is printed on it.</summary>
/// <param name="Family">Brand and range that near twins share, such as "Bergtal Joghurt"; twins differ in the artwork only.</param>
public sealed record DrawnProduct(Product Product, string Family, Packaging Packaging, Artwork Artwork);
