namespace RetailKlip.Server;

/// <summary>What an administrator asks a registration code for.</summary>
/// <param name="Name">Of the kiosk, for people; null: the store's.</param>
/// <param name="Hours">How long the code may be used, 1 to 720; null: 72.</param>
internal sealed record RegistrationDocument(string Store, string? Name = null, int? Hours = null);
