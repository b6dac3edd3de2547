namespace RetailKlip.Cli;

/// <param name="Products">How many products the store sells.</param>
internal sealed record StoreLine(string Name, int Products, DateTimeOffset ChangedAt, string ChangedBy);
