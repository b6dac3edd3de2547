namespace RetailKlip.Server;

internal sealed record LiveResponse(string Status);
