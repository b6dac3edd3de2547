using System.Collections.Immutable;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Products drawn by seed in families of near twins, enrolled from pictures as a clerk takes them, and strangers it does not sell.</summary>
internal sealed class DrawnShop
{
    public const int PicturesPerProduct = 8;

    // As a cropper leaves it.
    private static readonly double Margin = new CropperOptions().Padding;
    private const int Strangers = 100;

    // Far from the seeds that scenes are drawn with.
    private const int FirstSeed = 910_000;

    /// <param name="products">How many are sold.</param>
    public DrawnShop(int seed, int products)
    {
        var generator = new ProductGenerator(seed);
        Products = [.. Enumerable.Range(0, products).Select(generator.Product)];
        // Of other families: the last one sold may be cut short.
        var next = (products / ProductGenerator.VariantsPerFamily + 1) * ProductGenerator.VariantsPerFamily;
        Unsold = [.. Enumerable.Range(next, Strangers).Select(generator.Product)];
    }

    public ImmutableArray<DrawnProduct> Products { get; }

    public ImmutableArray<DrawnProduct> Unsold { get; }

    /// <summary>
    /// Eight pictures of each product, laid straight on every side it comes to lie on, in other light than any scene's; each in all four
    /// quarter turns, since what is cut from a tray may stand on its head, and of what is nearly square any side may be up.
    /// </summary>
    public Gallery Enrol(Encoder encoder, Action<int> done, CancellationToken stop)
    {
        var entries = new GalleryEntry[Products.Length][];
        // Two at a time: one is drawn while the encoder has the other. Renderers keep their labels.
        using var renderers = new ThreadLocal<ProductRenderer>(() => new ProductRenderer());
        Parallel.For(0, Products.Length, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var pictures = Draw(renderers.Value!, Products[i]);
            var embeddings = encoder.Embed(pictures);
            entries[i] = [.. embeddings.Select((embedding, view) => new GalleryEntry(1 + i * embeddings.Length + view, Products[i].Product.Sku, embedding,
                Culture.Text($"drawn with seed {FirstSeed + view / QuarterTurns.Count}, turned by {QuarterTurns.Degrees(view)}°")))];
            foreach (var picture in pictures)
                picture.Dispose();
            done(1);
        });
        return new Gallery(1, encoder.EncoderId, encoder.Dimension, Products.Select(product => product.Product), entries.SelectMany(own => own));
    }

    /// <summary>Two pictures of each product that is not sold, as a shopper lays them down, cut upright.</summary>
    public IEnumerable<(Sku Sku, Embedding Embedding)> EmbedUnsold(Encoder encoder)
    {
        var renderer = new ProductRenderer();
        foreach (var product in Unsold)
            for (var seed = FirstSeed; seed < FirstSeed + 2; seed++)
            {
                using var picture = DrawnTrays.ToMat(renderer.Render(product, seed, new ViewOptions { Straight = true, Margin = Margin }));
                yield return (product.Product.Sku, encoder.Embed([picture])[0]);
            }
    }

    private static Mat[] Draw(ProductRenderer renderer, DrawnProduct product)
    {
        var pictures = new List<Mat>(PicturesPerProduct * QuarterTurns.Count);
        foreach (var (number, pose) in ReferencePoses.Of(product, FirstSeed, PicturesPerProduct).Index())
        {
            using var upright = DrawnTrays.ToMat(renderer.Render(product, FirstSeed + number, new ViewOptions { Pose = pose, Margin = Margin }));
            pictures.AddRange(QuarterTurns.Of(upright));
        }
        return [.. pictures];
    }
}
