using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Enrols the demo's products from drawn reference images, laid straight on their sides, lit and noised anew, never as the tray's
/// script shows them, with thresholds calibrated for such pictures.
/// </summary>
internal static class DemoGallery
{
    /// <summary>Reference images drawn of a product; each is taken in four directions.</summary>
    public const int Drawings = 6;

    // Far from the seeds that tray scripts and scenes draw with.
    private const int FirstSeed = 910_000;

    public static void Enrol(GalleryStore store, Encoder encoder, CancellationToken stopping)
    {
        var products = DemoCatalogue.Products;
        var entries = new List<GalleryEntry>(products.Length * Drawings * QuarterTurns.Count);
        foreach (var (product, views) in DemoPictures.Embed(encoder, products, FirstSeed, Drawings, stopping))
            for (var view = 0; view < views.Length; view++)
                entries.Add(new GalleryEntry(entries.Count + 1, product.Product.Sku, views[view],
                    $"drawn with seed {FirstSeed + view / QuarterTurns.Count}, turned by {QuarterTurns.Degrees(view)}°"));
        store.ReplaceAll(new Gallery(1, encoder.EncoderId, encoder.Dimension, products.Select(product => product.Product), entries,
            DemoCalibration.Measure(encoder, entries, stopping)));
    }
}
