namespace RetailKlip.Core;

/// <summary>Who a kiosk is, once it is registered.</summary>
/// <param name="Server">An http or https address that ends with a slash.</param>
/// <param name="Audience">What the server calls itself: assertions for another one are worth nothing here.</param>
/// <param name="KeySince">When the kiosk's key was made, by the server's clock.</param>
public sealed record KioskIdentity(Guid Kiosk, Uri Server, string Audience, string Store, DateTimeOffset KeySince);
