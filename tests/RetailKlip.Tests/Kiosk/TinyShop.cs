using RetailKlip.Core;
using RetailKlip.Tests.Core;
using RetailKlip.Tests.Vision;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The smallest real encoder and a gallery of two products for it: kiosks with them start at once.</summary>
internal static class TinyShop
{
    public static string Model(string folder)
    {
        TinyEncoder.Write(folder);
        return folder;
    }

    public static string Gallery(string path)
    {
        var package = ModelPackage.Open(Model(path + "-model"));
        Product[] products = [new(Sku.Parse("one"), "One"), new(Sku.Parse("two"), "Two")];
        var random = new Random(1);
        var entries = products.Select((product, i) =>
            new GalleryEntry(i + 1, product.Sku, Samples.RandomEmbedding(random, package.Manifest.Dimension, package.EncoderId), "made up"));
        GalleryFile.Write(path, new Gallery(1, package.EncoderId, package.Manifest.Dimension, products, entries));
        return path;
    }
}
