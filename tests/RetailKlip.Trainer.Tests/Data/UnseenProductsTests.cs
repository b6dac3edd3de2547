using RetailKlip.Tests;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class UnseenProductsTests
{
    private static readonly string[] Lists = ["train.txt", "val.txt", "test.txt"];

    [Fact]
    public void No_stage_sees_an_unseen_product_or_a_picture_of_a_protocol()
    {
        var (folder, unseen) = Open();
        var dataset = GroceryStore.Read(folder, Lists, studioCopies: 2, unseen);

        var names = File.ReadAllLines(Path.Combine(folder, "protocols", "unseen-products.txt"));
        Assert.Equal(27, names.Length);
        Assert.Equal(54, dataset.Products.Count);
        Assert.Empty(dataset.Products.Intersect(names));
        var listed = Directory.GetFiles(Path.Combine(folder, "protocols"), "*.tsv")
            .SelectMany(File.ReadLines)
            .Select(line => Path.Combine(folder, "dataset", line.Split('\t')[^1]))
            .ToHashSet();
        Assert.DoesNotContain(dataset.Pictures, picture => listed.Contains(picture.Path));
        Assert.DoesNotContain(dataset.Pictures, picture => names.Any(name => picture.Path.Split('/').Contains(name)));
        Assert.All(dataset.Pictures, picture => Assert.Contains(dataset.Products[picture.Product], picture.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_other_listed_picture_is_kept()
    {
        var (folder, unseen) = Open();
        var dataset = GroceryStore.Read(folder, ["train.txt"], studioCopies: 0, unseen);

        var lines = File.ReadLines(Path.Combine(folder, "dataset", "train.txt"));
        var expected = lines.Count(line => !unseen.Names.Any(line.Split('/').Contains));
        Assert.Equal(expected, dataset.Pictures.Count);
    }

    [Fact]
    public void A_smuggled_unseen_product_is_refused()
    {
        var (folder, unseen) = Open();
        var picture = Path.Combine(folder, "dataset", "train/Fruit/Avocado/Avocado_001.jpg");

        var byName = new ProductDataset(["Avocado"], [new("/elsewhere/a.jpg", 0)]);
        var byFolder = new ProductDataset(["Something-Else"], [new(picture, 0)]);

        AssertRefused(unseen, byName, "Avocado");
        AssertRefused(unseen, byFolder, picture);
    }

    [Fact]
    public void A_smuggled_picture_of_a_protocol_is_refused()
    {
        var (folder, unseen) = Open();
        var unknown = File.ReadLines(Path.Combine(folder, "protocols", "unseen-1shot.tsv"))
            .Select(line => line.Split('\t')).First(cells => cells[0] == "unknown");

        var dataset = new ProductDataset([unknown[1]], [new(Path.Combine(folder, "dataset", unknown[2]), 0)]);

        AssertRefused(unseen, dataset, unknown[2]);
    }

    [Fact]
    public void A_list_of_unseen_products_must_be_there()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<FileNotFoundException>(() => UnseenProducts.Read(folder.Path, folder.Path));

        Assert.Contains("unseen-products.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Held_out_products_are_every_fourth_and_leave_training()
    {
        var folder = Shared.Folder("data/grocery-store");
        var data = TrainingData.Read(new DataOptions { GroceryStore = folder, HoldOutEvery = 4 }, run: "");

        Assert.Equal(13, data.HeldOut.Count);
        Assert.Equal(41, data.Training.Products.Count);
        Assert.Empty(data.HeldOut.Intersect(data.Training.Products));
        Assert.DoesNotContain(data.Training.Pictures, picture => data.HeldOut.Any(name => picture.Path.Split('/').Contains(name)));
    }

    private static void AssertRefused(UnseenProducts unseen, ProductDataset dataset, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => unseen.EnsureAbsentFrom(dataset));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static (string Folder, UnseenProducts Unseen) Open()
    {
        var folder = Shared.Folder("data/grocery-store");
        return (folder, UnseenProducts.Read(Path.Combine(folder, "protocols"), Path.Combine(folder, "dataset")));
    }
}
