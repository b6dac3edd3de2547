namespace RetailKlip.Core;

/// <summary>What was learnt about an item besides its picture.</summary>
/// <param name="Barcode">Read within the item's box; null where none was.</param>
/// <param name="Grams">The item's weight, from a scale at rest; null where there is none.</param>
public readonly record struct Witness(Gtin? Barcode = null, decimal? Grams = null);
