namespace RetailKlip.Kiosk;

/// <summary>Why a target takes no events now, and since when.</summary>
internal sealed record DeliveryFault(string Reason, DateTimeOffset Since);
