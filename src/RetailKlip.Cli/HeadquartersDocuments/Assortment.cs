namespace RetailKlip.Cli;

/// <summary>What a store sells.</summary>
internal sealed record Assortment(IReadOnlyList<string> Skus);
