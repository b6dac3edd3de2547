namespace RetailKlip.Core;

/// <summary>One checkout: what lay there of the products for sale, and what was put on the list; a sku stands as often as its item.</summary>
public sealed record CheckoutList(IReadOnlyList<Sku> Truth, IReadOnlyList<Sku> Listed);
