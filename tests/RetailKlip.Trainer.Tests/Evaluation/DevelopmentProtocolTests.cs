using RetailKlip.Core;
using RetailKlip.Tests;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class DevelopmentProtocolTests
{
    [Theory]
    [InlineData(0, 13)]
    [InlineData(1, 13)]
    [InlineData(5, 65)]
    public void Held_out_products_are_asked_and_no_picture_of_the_real_protocols_is_used(int shots, int entries)
    {
        var folder = Shared.Folder("data/grocery-store");
        var data = TrainingData.Read(new DataOptions { GroceryStore = folder, HoldOutEvery = 4 }, run: "");

        var lines = DevelopmentProtocol.Lines(folder, data.HeldOut.ToHashSet(), data.Unseen!, shots);

        Assert.Equal(entries, lines.Count(line => line.Role == ProtocolRole.Gallery));
        var asked = lines.Where(line => line.Role == ProtocolRole.Query).Select(line => line.Product.Value).Distinct();
        Assert.Equal(data.HeldOut.Order(), asked.Order());
        Assert.DoesNotContain(lines, line => line.Role == ProtocolRole.Unknown && data.HeldOut.Contains(line.Product.Value));
        Assert.DoesNotContain(lines, line => data.Unseen!.Lists(Path.Combine(folder, "dataset", line.Path)));
        Assert.Equal(lines.Count, lines.Select(line => line.Path).Distinct().Count());
        Assert.All(lines, line => Assert.True(File.Exists(Path.Combine(folder, "dataset", line.Path)), line.Path));
    }

    [Fact]
    public void Thresholds_are_tried_on_products_that_training_never_saw_each_once_enrolled_and_once_unknown()
    {
        var folder = Shared.Folder("data/grocery-store");
        var data = TrainingData.Read(new DataOptions { GroceryStore = folder, HoldOutEvery = 8, Lists = ["train.txt", "val.txt", "test.txt"] }, run: "");
        var heldOut = data.HeldOut.ToHashSet();
        var trainedOn = data.Training.Pictures.Select(picture => picture.Path).ToHashSet();

        var folds = DevelopmentProtocol.Folds(folder, heldOut, data.Unseen!, 5);

        Assert.Equal(2, folds.Count);
        foreach (var fold in folds)
        {
            var enrolled = Products(fold, ProtocolRole.Gallery);
            Assert.Equal(data.Training.Products.Order(), enrolled.Except(heldOut).Order());
            Assert.Equal(heldOut.Order(), Products(fold, ProtocolRole.Query).Concat(Products(fold, ProtocolRole.Unknown)).Order());
            Assert.Empty(enrolled.Intersect(Products(fold, ProtocolRole.Unknown)));
            Assert.DoesNotContain(fold, line => line.Role != ProtocolRole.Gallery && trainedOn.Contains(Absolute(line)));
            Assert.DoesNotContain(fold, line => data.Unseen!.Lists(Absolute(line)));
            Assert.Equal(fold.Count, fold.Select(line => line.Path).Distinct().Count());
            Assert.Equal(Enumerable.Range(2, fold.Count), fold.Select(line => line.Number));
        }
        Assert.Equal(Products(folds[0], ProtocolRole.Query).Order(), Products(folds[1], ProtocolRole.Unknown).Order());
        Assert.Empty(DevelopmentProtocol.Folds(folder, heldOut.Take(1).ToHashSet(), data.Unseen!, 5));

        string Absolute(ProtocolLine line) => Path.Combine(Path.GetFullPath(folder), "dataset", line.Path);

        static HashSet<string> Products(IEnumerable<ProtocolLine> lines, ProtocolRole role) =>
            [.. lines.Where(line => line.Role == role).Select(line => line.Product.Value)];
    }
}
