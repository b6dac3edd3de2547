namespace RetailKlip.Kiosk;

/// <summary>What a till says that a basket comes to, as it is to be shown. The kiosk does not reckon with it.</summary>
/// <param name="Amount">With its decimals and its currency, as the till writes it, 1 to <see cref="MaxAmount"/> characters.</param>
/// <param name="Basket">The one meant; null: the present one.</param>
public sealed record TillTotal(string Amount, Guid? Basket = null)
{
    public const int MaxAmount = 40;
}
