using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Enrols the demo's products from drawn reference images, each posed, lit and noised anew, never as the tray's script shows
/// them. Each is taken four times, turned by a quarter: above a tray, products lie in any direction.
/// </summary>
internal static class DemoGallery
{
    /// <summary>Reference images drawn of a product.</summary>
    public const int Drawings = 6;

    private const int Turns = 4;

    // Far from the seeds that tray scripts and scenes draw with.
    private const int FirstSeed = 910_000;

    public static void Enrol(GalleryStore store, Encoder encoder)
    {
        var products = DemoCatalogue.Products;
        var entries = new List<GalleryEntry>(products.Length * Drawings * Turns);
        var renderer = new ProductRenderer();
        // While one product is encoded, the next is drawn.
        var next = Task.Run(() => Draw(renderer, products[0]));
        for (var i = 0; i < products.Length; i++)
        {
            var pictures = next.GetAwaiter().GetResult();
            if (i + 1 < products.Length)
            {
                var following = products[i + 1];
                next = Task.Run(() => Draw(renderer, following));
            }
            var embeddings = encoder.Embed(pictures);
            for (var view = 0; view < embeddings.Length; view++)
                entries.Add(new GalleryEntry(entries.Count + 1, products[i].Product.Sku, embeddings[view],
                    $"drawn with seed {FirstSeed + view / Turns}, turned by {90 * (view % Turns)}°"));
            foreach (var picture in pictures)
                picture.Dispose();
        }
        store.ReplaceAll(new Gallery(1, encoder.EncoderId, encoder.Dimension, products.Select(product => product.Product), entries));
    }

    private static Mat[] Draw(ProductRenderer renderer, DrawnProduct product)
    {
        var pictures = new Mat[Drawings * Turns];
        for (var i = 0; i < Drawings; i++)
        {
            var upright = DemoPictures.ToMat(renderer.Render(product, FirstSeed + i));
            pictures[Turns * i] = upright;
            foreach (var (turn, flags) in new[] { (1, RotateFlags.Rotate90Clockwise), (2, RotateFlags.Rotate180), (3, RotateFlags.Rotate90Counterclockwise) })
                Cv2.Rotate(upright, pictures[Turns * i + turn] = new Mat(), flags);
        }
        return pictures;
    }
}
