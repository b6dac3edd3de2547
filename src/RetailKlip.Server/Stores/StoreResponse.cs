namespace RetailKlip.Server;

/// <param name="Products">How many products it sells.</param>
internal sealed record StoreResponse(string Name, int Products, DateTimeOffset ChangedAt, string ChangedBy);
