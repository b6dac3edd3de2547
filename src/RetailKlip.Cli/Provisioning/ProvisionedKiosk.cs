namespace RetailKlip.Cli;

/// <summary>What a kiosk was made.</summary>
/// <param name="Data">Folder with its identity, key, settings and trusted root.</param>
internal sealed record ProvisionedKiosk(Guid Kiosk, string Store, string Gallery, string Server, string Data);
