using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>Enrols the demo's products from drawn reference images: each turned, lit and noised anew, never as the tray's script shows it.</summary>
internal static class DemoGallery
{
    /// <summary>Reference images a product: sides and angles that an item on the tray may show.</summary>
    public const int Views = 12;

    // Far from the seeds that tray scripts and scenes draw with.
    private const int FirstSeed = 910_000;

    public static void Enrol(GalleryStore store, Encoder encoder)
    {
        var products = DemoCatalogue.Products;
        var entries = new List<GalleryEntry>(products.Length * Views);
        var renderer = new ProductRenderer();
        foreach (var product in products)
        {
            var pictures = Enumerable.Range(FirstSeed, Views).Select(seed => DemoPictures.ToMat(renderer.Render(product, seed))).ToArray();
            try
            {
                foreach (var embedding in encoder.Embed(pictures))
                    entries.Add(new GalleryEntry(entries.Count + 1, product.Product.Sku, embedding, $"drawn view {FirstSeed + entries.Count % Views}"));
            }
            finally
            {
                foreach (var picture in pictures)
                    picture.Dispose();
            }
        }
        store.ReplaceAll(new Gallery(1, encoder.EncoderId, encoder.Dimension, products.Select(product => product.Product), entries));
    }
}
