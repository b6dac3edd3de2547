namespace RetailKlip.Cli;

/// <param name="Pictures">How many pictures the next release carries of the product.</param>
internal sealed record ApprovalLine(string Sku, int Pictures);
