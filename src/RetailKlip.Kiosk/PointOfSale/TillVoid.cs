namespace RetailKlip.Kiosk;

/// <summary>What <c>POST /api/pos/voids</c> takes: a line, or a sku, of which one piece goes.</summary>
/// <param name="Id">Names this one void: said again, it counts once.</param>
/// <param name="By">Who did it.</param>
internal sealed record TillVoid(string Id, Guid? Line = null, string? Sku = null, string By = "till");
