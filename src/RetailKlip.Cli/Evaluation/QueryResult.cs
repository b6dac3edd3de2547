using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>One picture of a protocol and what the gallery answered.</summary>
/// <param name="Path">Relative to the images folder.</param>
/// <param name="Product">What it shows.</param>
internal sealed record QueryResult(string Path, Sku Product, Match Match)
{
    public bool IsRight => Match.Best.Product.Sku == Product;
}
