namespace RetailKlip.Vision;

/// <param name="Cosine">Between the embedding now and the one in the manifest, in [-1, 1].</param>
public sealed record GoldenCheck(string Picture, double Cosine);
