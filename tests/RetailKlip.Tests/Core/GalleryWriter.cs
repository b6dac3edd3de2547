using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>The process of <see cref="GalleryCrashTests"/>.</summary>
internal static class GalleryWriter
{
    public const string Name = "gallery";
    public const int ImagesEach = 3;

    /// <summary>Enrols product after product, exporting after each, and yields the version of each export.</summary>
    public static IEnumerable<long> Enrol(string path, string export)
    {
        using var store = GalleryStore.OpenOrSetAside(path, Samples.Encoder, 16) is { Damage: null } sound
            ? sound.Store
            : throw new InvalidOperationException("The gallery was damaged.");
        var random = new Random(1);
        while (true)
        {
            var next = store.Load().Version + 1;
            var product = new Product(SkuOf(next), "Product");
            store.Enrol(product, [.. Enumerable.Range(0, ImagesEach).Select(i => (Samples.RandomEmbedding(random, 16), $"{i}.jpg"))]);
            store.ExportTo(export);
            yield return next;
        }
    }

    public static Sku SkuOf(long version) => Sku.Parse(version.ToString("D6", CultureInfo.InvariantCulture));
}
