namespace RetailKlip.Cli;

/// <summary>One product of a pick list, as JSON.</summary>
internal sealed record CandidateLine(string Sku, string Name, float Similarity);
