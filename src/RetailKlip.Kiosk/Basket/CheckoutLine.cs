using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>One product of the basket as the page shows it, over all its items.</summary>
/// <param name="Product">From the gallery in use; with the sku as its name where the gallery does not hold it.</param>
/// <param name="Items">The basket's lines of the product, at least one.</param>
public sealed record CheckoutLine(Product Product, ImmutableArray<BasketLine> Items)
{
    public Sku Sku => Product.Sku;

    /// <summary>Pieces, at least 1.</summary>
    public int Quantity => Items.Sum(line => line.Quantity);

    /// <summary>The shopper named at least one of them from a pick list.</summary>
    public bool ChosenByShopper => Items.Any(line => line.Evidence.Origin == LineOrigin.Picked);

    /// <summary>A person of the store must consent before it is sold, and has not.</summary>
    public bool NeedsConsent => Product.NeedsConsent && Items.Any(line => line.ConsentBy is null);

    public bool Equals(CheckoutLine? other) =>
        other is not null && Product.Equals(other.Product) && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Sku, Items.Length);
}
