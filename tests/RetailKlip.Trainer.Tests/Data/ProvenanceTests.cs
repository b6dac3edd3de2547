using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class ProvenanceTests
{
    [Fact]
    public void Data_is_known_by_its_content_wherever_it_lies_and_whatever_order_it_has()
    {
        using var here = new TemporaryFolder();
        using var there = new TemporaryFolder();
        TinyProducts.Write(here.At("data"));
        TinyProducts.Write(there.At("elsewhere"));
        var data = ProductFolders.Read(here.At("data"));
        var moved = ProductFolders.Read(there.At("elsewhere"));

        var sum = Provenance.Of(data).ToJsonString();

        Assert.Equal(sum, Provenance.Of(moved with { Pictures = [.. moved.Pictures.Reverse(), moved.Pictures[0]] }).ToJsonString());
        var changed = moved.Pictures[0].Path;
        File.WriteAllBytes(changed, [.. File.ReadAllBytes(changed), 0]);
        Assert.NotEqual(sum, Provenance.Of(moved).ToJsonString());
    }

    [Fact]
    public void First_weights_are_named_with_their_sum()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("backbone.tflite"), "abc");
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), 1);

        Assert.Null(Provenance.OfWeights(recipe));
        var weights = Provenance.OfWeights(recipe with { Model = new MobileNetOptions { Backbone = folder.At("backbone.tflite") } })!;

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", weights["backbone.tflite"]!.GetValue<string>());
    }
}
