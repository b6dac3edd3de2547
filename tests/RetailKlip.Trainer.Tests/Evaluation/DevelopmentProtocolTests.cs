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
}
