namespace RetailKlip.Core;

/// <summary>Two products that a picture hardly tells apart, with the reference image of each that is most like the other's.</summary>
/// <param name="Similarity">Of the two images, in [-1, 1].</param>
public sealed record LookAlike(GalleryEntry First, GalleryEntry Second, float Similarity);
