using RetailKlip.Core;
using RetailKlip.Tests;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class TrainingDataTests
{
    [Fact]
    public void Every_n_th_product_of_a_folder_is_validated_on_and_not_trained_on()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.Path);

        var data = TrainingData.Read(new DataOptions { Folders = [folder.Path], ValidationEvery = 3, ValidationShots = 2 }, run: "");

        Assert.Equal(["product-0", "product-1", "product-3", "product-4"], data.Training.Products);
        Assert.Equal(["product-2", "product-5"], data.Validation.Select(line => line.Product.Value).Distinct());
        Assert.All(data.Validation.GroupBy(line => line.Product), lines => Assert.Equal(
            [ProtocolRole.Gallery, ProtocolRole.Gallery, ProtocolRole.Query, ProtocolRole.Query, ProtocolRole.Query],
            lines.Select(line => line.Role)));
        Assert.All(data.Validation, line => Assert.True(File.Exists(line.Path) && Path.IsPathFullyQualified(line.Path)));
        Assert.Equal(data.Validation.Select(line => line.Path).Order(), data.KeptOut.Order());
        Assert.Empty(data.HeldOut);
    }

    [Fact]
    public void The_validation_split_of_a_manifest_joins_them()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        File.WriteAllLines(folder.At("m.tsv"),
            ["path\tproduct\tsplit", "x/1.png\tX\ttrain", "y/1.png\tY\tvalidation", "y/2.png\tY\tvalidation", "z/1.png\tZ\tvalidation"]);

        var data = TrainingData.Read(
            new DataOptions { Folders = [folder.At("data")], Manifests = [folder.At("m.tsv")], ValidationEvery = 6 }, run: "");

        Assert.Contains("X", data.Training.Products);
        Assert.Equal(["product-5", "Y", "Z"], data.Validation.Select(line => line.Product.Value).Distinct());
        Assert.Equal([(ProtocolRole.Gallery, 1), (ProtocolRole.Query, 1)], Roles("Y"));
        Assert.Equal([(ProtocolRole.Gallery, 1)], Roles("Z"));

        IEnumerable<(ProtocolRole, int)> Roles(string product) => data.Validation
            .Where(line => line.Product.Value == product).CountBy(line => line.Role).Select(pair => (pair.Key, pair.Value));
    }

    [Fact]
    public void A_product_that_is_trained_and_validated_on_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        File.WriteAllLines(folder.At("m.tsv"), ["path\tproduct\tsplit", "1.png\tproduct-3\tvalidation", "2.png\tproduct-3\tvalidation"]);
        var options = new DataOptions { Folders = [folder.At("data")], Manifests = [folder.At("m.tsv")] };

        var error = Assert.Throws<InvalidDataException>(() => TrainingData.Read(options, run: ""));

        Assert.Contains("product-3", error.Message, StringComparison.Ordinal);
        Assert.Contains("1.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_of_one_picture_cannot_be_validated_on()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.At("m.tsv"), ["path\tproduct\tsplit", "1.png\tA\ttrain", "2.png\tB\tvalidation"]);

        var error = Assert.Throws<InvalidDataException>(() => TrainingData.Read(new DataOptions { Manifests = [folder.At("m.tsv")] }, ""));

        Assert.Contains("two pictures", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_held_out_products_are_validated_on_where_there_are_no_others()
    {
        var folder = Shared.Folder("data/grocery-store");
        var heldOut = TrainingData.Read(new DataOptions { GroceryStore = folder, HoldOutEvery = 4 }, run: "");
        var further = TrainingData.Read(new DataOptions { GroceryStore = folder, HoldOutEvery = 4, ValidationEvery = 5 }, run: "");

        Assert.Equal(heldOut.HeldOut.Order(), heldOut.Validation.Select(line => line.Product.Value).Distinct().Order());
        Assert.DoesNotContain(heldOut.Validation, line => line.Path.Contains("iconic", StringComparison.Ordinal));
        Assert.Equal(heldOut.HeldOut, further.HeldOut);
        var validated = further.Validation.Select(line => line.Product.Value).Distinct().ToList();
        Assert.Equal(8, validated.Count);
        Assert.Empty(validated.Intersect(further.HeldOut).Concat(validated.Intersect(further.Training.Products)));
    }

    [Fact]
    public void All_that_is_tested_with_is_kept_out_and_nothing_that_is_trained_on()
    {
        var folder = Shared.Folder("data/grocery-store");
        var data = TrainingData.Read(new DataOptions { GroceryStore = folder, HoldOutEvery = 4 }, run: "");

        var development = DevelopmentProtocol.Lines(folder, data.HeldOut.ToHashSet(), data.Unseen!, shots: 1);
        var protocols = Directory.GetFiles(Path.Combine(folder, "protocols"), "*.tsv").SelectMany(file => ProtocolFile.Read(file).Lines);
        var keptOut = data.KeptOut.ToHashSet();
        Assert.All(development.Concat(protocols), line => Assert.Contains(Path.Combine(folder, "dataset", line.Path), keptOut));
        Assert.DoesNotContain(data.Training.Pictures, picture => keptOut.Contains(picture.Path));
    }
}
