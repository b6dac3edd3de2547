using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>A line of <c>products.jsonl</c>.</summary>
/// <param name="Thumbnail">JPEG, in base64 in the file; null where there is none.</param>
internal sealed record ProductRow(string Sku, string Name, string? Gtin, string? Plu, byte[]? Thumbnail, ProductRule? Rule = null)
{
    public static ProductRow Of(Product product) => new(
        product.Sku.Value, product.Name, product.Gtin?.Digits14, product.Plu?.ToString(), product.Thumbnail?.ToArray(), product.Rule);

    /// <exception cref="FormatException">A code is none.</exception>
    /// <exception cref="ArgumentException">The rule contradicts itself.</exception>
    public Product ToProduct() => new(
        Core.Sku.Parse(Sku),
        Name,
        Gtin is null ? null : Core.Gtin.Parse(Gtin),
        Plu is null ? null : Core.Plu.Parse(Plu),
        Thumbnail is null ? null : new ReadOnlyMemory<byte>(Thumbnail),
        Rule?.Validated());
}
