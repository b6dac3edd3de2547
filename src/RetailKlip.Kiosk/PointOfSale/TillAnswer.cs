namespace RetailKlip.Kiosk;

/// <summary>What a till is answered.</summary>
/// <param name="Basket">The present basket; null where none is.</param>
/// <param name="Gtin">The number in a scanned code; null where it has none.</param>
/// <param name="Sku">Its product; null where the gallery has none.</param>
/// <param name="Item">The item on the tray that it is of; null where none is, or not yet.</param>
internal sealed record TillAnswer(Guid? Basket, string? Gtin = null, string? Sku = null, Guid? Item = null);
