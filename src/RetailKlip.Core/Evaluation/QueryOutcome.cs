using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>What the gallery answered to one query or unknown: the numbers behind the metrics, for reports and thresholds.</summary>
/// <param name="Product">What the picture shows.</param>
/// <param name="Rank">Place of <paramref name="Product"/> among the products, from 1; null where it is not enrolled.</param>
public sealed record QueryOutcome(Sku Product, Sku Best, float Similarity, Sku? RunnerUp, float Margin, int? Rank)
{
    /// <summary>Similarity of <see cref="Product"/>, in [-1, 1]; null where it is not enrolled.</summary>
    public float? Own { get; init; }

    /// <summary>Similarities of the nearest products, falling, as many as a pick list may show.</summary>
    public ImmutableArray<float> Nearest { get; init; } = [];

    public bool IsRight => Rank == 1;
}
