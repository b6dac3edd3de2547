namespace RetailKlip.Core;

/// <summary>A copy of a price for the page and the label: what the shopper pays is the till's.</summary>
/// <param name="Amount">In the smallest unit of the currency, such as cents; at least 0.</param>
/// <param name="Currency">Three capital letters (ISO 4217).</param>
public sealed record DisplayPrice(Sku Sku, long Amount, string Currency, PriceUnit Unit = PriceUnit.Piece)
{
    /// <exception cref="ArgumentException">The amount is negative or the currency not three capital letters.</exception>
    public DisplayPrice Validated()
    {
        if (Amount < 0)
            throw new ArgumentException(FormattableString.Invariant($"The price of product {Sku} is {Amount}; it must be at least 0."));
        if (Currency is not { Length: 3 } || Currency.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            throw new ArgumentException(
                $"The price of product {Sku} has the currency '{Currency}'; three letters such as EUR are expected.");
        return this;
    }
}
