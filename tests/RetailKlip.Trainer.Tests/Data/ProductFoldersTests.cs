using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class ProductFoldersTests
{
    [Fact]
    public void Each_sub_folder_is_a_product()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.Path);
        Directory.CreateDirectory(folder.At("empty"));
        File.WriteAllText(folder.At("product-0", "notes.txt"), "not a picture");

        var dataset = ProductFolders.Read(folder.Path);

        Assert.Equal(TinyProducts.Products, dataset.Products.Count);
        Assert.Equal(TinyProducts.Products * TinyProducts.PicturesOfEach, dataset.Pictures.Count);
        Assert.All(
            dataset.Pictures,
            picture => Assert.Equal(dataset.Products[picture.Product], Path.GetFileName(Path.GetDirectoryName(picture.Path))));
    }

    [Fact]
    public void A_folder_without_products_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InvalidDataException>(() => ProductFolders.Read(folder.Path));

        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Joined_data_sets_keep_their_products_apart()
    {
        var left = new ProductDataset(["a", "b"], [new("/a.png", 0), new("/b.png", 1)]);
        var right = new ProductDataset(["c"], [new("/c.png", 0)]);

        var joined = left.With(right);

        Assert.Equal(["a", "b", "c"], joined.Products);
        Assert.Equal(2, joined.Pictures[^1].Product);
        Assert.Throws<InvalidDataException>(() => joined.With(right));
    }

    [Fact]
    public void Broken_pictures_are_listed_and_left_out()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.Path);
        var empty = folder.At("product-1", "0.png");
        var cut = folder.At("product-2", "3.png");
        File.WriteAllBytes(empty, []);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..40]);

        using var cache = PictureCache.Load(ProductFolders.Read(folder.Path), shortSide: 32);

        Assert.Equal([empty, cut], cache.Broken);
        Assert.Equal(TinyProducts.Products * TinyProducts.PicturesOfEach - 2, cache.Dataset.Pictures.Count);
        Assert.All(cache.Dataset.Pictures, picture => Assert.Equal(32, cache[picture].Height));
    }
}
