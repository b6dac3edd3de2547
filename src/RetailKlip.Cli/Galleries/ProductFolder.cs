using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>A product to enrol and its reference images.</summary>
/// <param name="Pictures">Paths relative to the images folder, with forward slashes, in ordinal order; at least one.</param>
internal sealed record ProductFolder(Sku Sku, IReadOnlyList<string> Pictures);
