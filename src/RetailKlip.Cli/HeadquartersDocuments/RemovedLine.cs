namespace RetailKlip.Cli;

/// <param name="Removed">The sku of the product that is gone.</param>
internal sealed record RemovedLine(string Removed);
