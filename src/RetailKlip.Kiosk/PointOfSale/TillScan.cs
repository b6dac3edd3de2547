namespace RetailKlip.Kiosk;

/// <summary>What <c>POST /api/pos/scans</c> takes.</summary>
/// <param name="Id">Names this one scan: said again, it counts once.</param>
/// <param name="Code">As the reader sent it: a GTIN, a GS1 element string or a GS1 Digital Link.</param>
internal sealed record TillScan(string Id, string Code);
