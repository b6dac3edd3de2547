using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>One product of the basket as the page shows it, over all its items.</summary>
/// <param name="Product">From the gallery in use; with the sku as its name where the gallery does not hold it.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
/// <param name="ChosenByShopper">The shopper named at least one of them from a pick list.</param>
public sealed record CheckoutLine(Product Product, int Quantity, bool ChosenByShopper)
{
    public Sku Sku => Product.Sku;
}
