namespace RetailKlip.Core;

/// <summary>What a store's knowledge did to a decision.</summary>
/// <param name="SalesOrder">Whether the pick list was put in another order by what sells.</param>
/// <param name="Assortment">Products that the store sells and that could be named; null where all of the gallery could.</param>
public sealed record StoreInfluence(bool SalesOrder, int? Assortment = null);
