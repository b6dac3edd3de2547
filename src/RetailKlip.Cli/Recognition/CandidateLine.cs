using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>One product of a pick list, as JSON.</summary>
internal sealed record CandidateLine(string Sku, string Name, float Similarity)
{
    public static CandidateLine Of(Candidate candidate) => new(candidate.Product.Sku.Value, candidate.Product.Name, candidate.Similarity);
}
