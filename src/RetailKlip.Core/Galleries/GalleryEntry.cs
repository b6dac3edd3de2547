namespace RetailKlip.Core;

/// <summary>The embedding of one reference image of a product.</summary>
/// <param name="Id">Unique in its gallery, in order of enrolment; the smaller id wins a tie.</param>
/// <param name="Source">Where the reference image came from, such as its path: evidence for people, never parsed.</param>
public sealed record GalleryEntry(long Id, Sku Sku, Embedding Embedding, string Source);
