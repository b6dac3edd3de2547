namespace RetailKlip.Kiosk;

/// <summary>What <c>POST /api/pos/corrections</c> takes: a line is another product.</summary>
/// <param name="Id">Names this one correction: said again, it counts once.</param>
/// <param name="By">The clerk.</param>
internal sealed record TillCorrection(string Id, Guid Line, string Sku, string By);
