using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>Small made-up encoders, embeddings and galleries.</summary>
internal static class Samples
{
    public static EncoderId Encoder { get; } = EncoderId.Parse(new string('a', 64));

    public static EncoderId OtherEncoder { get; } = EncoderId.Parse(new string('b', 64));

    /// <summary>Thresholds of a gallery, one product with its own.</summary>
    public static GalleryDecision Decision { get; } = new(
        Encoder, new(0.8f, 0.1f, 0.5f), [new(Sku.Parse("sku-1"), 0.9f, 0.2f, 50, 4)], "made up", PickListGap: 0.05f);

    public static Embedding RandomEmbedding(Random random, int dimension, EncoderId? encoder = null) =>
        Embedding.Normalise(encoder ?? Encoder, [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() * 2 - 1))]);

    /// <summary>Components ±1/√dimension of a dimension that is a power of 4: similarities are exact in float, and often equal.</summary>
    public static Embedding CornerEmbedding(Random random, int dimension)
    {
        var component = 1f / MathF.Sqrt(dimension);
        return Embedding.FromUnit(Encoder, [.. Enumerable.Range(0, dimension).Select(_ => random.Next(2) == 0 ? component : -component)]);
    }

    public static Gallery RandomGallery(int seed, int products = 5, int images = 3, int dimension = 16)
    {
        var random = new Random(seed);
        Product[] all =
        [
            .. Enumerable.Range(0, products).Select(i => new Product(
                Sku.Parse($"sku-{i}"), $"Käse №{i}",
                i % 2 == 0 ? Gtin.Parse("4006381333931") : null,
                i % 3 == 0 ? Plu.Parse("94011") : null,
                i % 2 == 1 ? new byte[] { 1, 2, (byte)i } : null)),
        ];
        var entries = all.SelectMany(product => Enumerable.Repeat(product.Sku, images))
            .Select((sku, i) => new GalleryEntry(i + 1, sku, RandomEmbedding(random, dimension), $"pictures/{sku}/{i}.jpg"));
        return new Gallery(seed, Encoder, dimension, all, entries);
    }

    public static void AssertSameContent(Gallery expected, Gallery actual)
    {
        Assert.Equal((expected.EncoderId, expected.Dimension), (actual.EncoderId, actual.Dimension));
        Assert.Equal(expected.Products, actual.Products);
        Assert.Equal(expected.Entries.Select(Describe), actual.Entries.Select(Describe));
    }

    private static (long, Sku, string, string) Describe(GalleryEntry entry) =>
        (entry.Id, entry.Sku, entry.Source, string.Join(' ', entry.Embedding.Values.ToArray().Select(BitConverter.SingleToInt32Bits)));
}
