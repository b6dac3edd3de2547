namespace RetailKlip.Server;

/// <param name="Gallery">That the store's kiosks follow.</param>
internal sealed record PinDocument(string Gallery, long Version);
