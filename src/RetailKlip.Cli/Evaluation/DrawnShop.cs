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

    private const int Turns = 4;
    private const int Strangers = 100;

    // Far from the seeds that scenes are drawn with.
    private const int FirstSeed = 910_000;

    private static readonly RotateFlags[] Rotations = [RotateFlags.Rotate90Clockwise, RotateFlags.Rotate180, RotateFlags.Rotate90Counterclockwise];

    // After five pictures as things come to lie, the sides that are seldom up.
    private static readonly PoseSide[] OtherSides = [PoseSide.Back, PoseSide.Left, PoseSide.Right];

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
    /// Eight pictures of each product in other poses and light than any scene's, each in all four quarter turns, since above a tray
    /// products lie in any direction.
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
                Culture.Text($"drawn with seed {FirstSeed + view / Turns}, turned by {90 * (view % Turns)}°")))];
            foreach (var picture in pictures)
                picture.Dispose();
            done(1);
        });
        return new Gallery(1, encoder.EncoderId, encoder.Dimension, Products.Select(product => product.Product), entries.SelectMany(own => own));
    }

    private static Mat[] Draw(ProductRenderer renderer, DrawnProduct product)
    {
        var pictures = new Mat[PicturesPerProduct * Turns];
        for (var i = 0; i < PicturesPerProduct; i++)
        {
            var other = i - (PicturesPerProduct - OtherSides.Length);
            var options = other < 0 ? new ViewOptions() : new ViewOptions { Pose = new Pose(OtherSides[other], 0, 20 + 25 * other, 60 * (other - 1), 0) };
            var upright = DrawnTrays.ToMat(renderer.Render(product, FirstSeed + i, options));
            pictures[Turns * i] = upright;
            for (var turn = 1; turn < Turns; turn++)
                Cv2.Rotate(upright, pictures[Turns * i + turn] = new Mat(), Rotations[turn - 1]);
        }
        return pictures;
    }
}
