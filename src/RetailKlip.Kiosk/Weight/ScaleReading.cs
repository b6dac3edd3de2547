namespace RetailKlip.Kiosk;

/// <summary>What a scale shows, and since when.</summary>
/// <param name="Grams">Net of the tare; only while <paramref name="State"/> is moving or stable.</param>
/// <param name="Reason">Why there is no weight; null where there is one.</param>
public sealed record ScaleReading(ScaleState State, decimal? Grams, string? Reason, DateTimeOffset Since);
