namespace RetailKlip.Core;

/// <summary>A line of a basket in the till's language: identity and quantity, never a price.</summary>
/// <param name="Quantity">Pieces, at least 1.</param>
/// <param name="Name">As the gallery has it; null where it does not hold the product.</param>
/// <param name="Grams">What the kiosk's scale showed; no legal weight. Null where it was not weighed.</param>
/// <param name="Item">The item on the tray; null where none was seen.</param>
/// <param name="ConsentBy">The attendant who consented to its sale.</param>
public sealed record TillLine(
    Guid Id, Sku Sku, int Quantity, LineOrigin Origin, string? Name = null, Gtin? Gtin = null, Plu? Plu = null, decimal? Grams = null,
    Guid? Item = null, string? ConsentBy = null)
{
    /// <param name="product">As it is known now; null where it is not.</param>
    public static TillLine Of(BasketLine line, Product? product) => new(
        line.Id, line.Sku, line.Quantity, line.Evidence.Origin, product?.Name, product?.Gtin, product?.Plu, line.Evidence.Why?.Heard?.Grams,
        line.Evidence.Track, line.ConsentBy);
}
