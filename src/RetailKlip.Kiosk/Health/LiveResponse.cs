namespace RetailKlip.Kiosk;

internal sealed record LiveResponse(string Status, string? Reason);
