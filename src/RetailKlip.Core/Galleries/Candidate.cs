namespace RetailKlip.Core;

/// <summary>A product that a query may show, with its gallery entry nearest to the query and their similarity in [-1, 1].</summary>
public sealed record Candidate(Product Product, GalleryEntry Nearest, float Similarity);
