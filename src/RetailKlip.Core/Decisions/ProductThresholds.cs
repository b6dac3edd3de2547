namespace RetailKlip.Core;

/// <summary>Thresholds to name one product by, in place of those of the whole gallery.</summary>
/// <param name="AcceptSimilarity">Least similarity, in [-1, 1].</param>
/// <param name="AcceptMargin">Least margin, in [0, 2].</param>
/// <param name="Pictures">Calibrated on so many pictures whose nearest product this was.</param>
/// <param name="Wrong">So many of them show another product.</param>
public sealed record ProductThresholds(Sku Sku, float AcceptSimilarity, float AcceptMargin, int Pictures, int Wrong);
