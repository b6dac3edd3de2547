namespace RetailKlip.Server;

/// <summary>What a store sells, as the API takes it.</summary>
/// <param name="Skus">Of products of the catalogue, at least one.</param>
internal sealed record AssortmentDocument(IReadOnlyList<string> Skus);
