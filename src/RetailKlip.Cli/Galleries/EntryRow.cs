using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>A line of <c>entries.jsonl</c>.</summary>
internal sealed record EntryRow(long Id, string Sku, string Source, float[] Embedding)
{
    public static EntryRow Of(GalleryEntry entry) => new(entry.Id, entry.Sku.Value, entry.Source, entry.Embedding.Values.ToArray());

    /// <exception cref="FormatException">The sku is none.</exception>
    /// <exception cref="ArgumentException">The embedding is none.</exception>
    public GalleryEntry ToEntry(EncoderId encoder) => new(Id, Core.Sku.Parse(Sku), Core.Embedding.FromUnit(encoder, Embedding), Source);
}
