namespace RetailKlip.Server;

/// <param name="Revision">Another one with every change; in quotes it is the product's ETag.</param>
internal sealed record ProductResponse(ProductDocument Product, string Revision, DateTimeOffset ChangedAt, string ChangedBy);
