using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class BrokenPictureTests
{
    private sealed class Silent : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
        }
    }

    [Fact]
    public void A_broken_test_picture_is_left_out_of_what_is_measured()
    {
        using var folder = new TemporaryFolder();
        TinyGroceryStore.Write(folder.At("store"));
        var heldOut = TinyGroceryStore.Name(3);
        var broken = folder.At("store", "dataset", "test", heldOut, $"{heldOut}_000.png");
        File.WriteAllText(broken, "not a picture");
        var recipe = TinyProducts.Recipe("", folder.At("run"), epochs: 1) with
        {
            Input = ModelInput.Clip(24) with { Resize = ResizeMode.Squash },
            Data = new() { GroceryStore = folder.At("store"), HoldOutEvery = 4, ShortSide = 40 },
        };
        var data = TrainingData.Read(recipe.Data, recipe.Run);
        using var cache = PictureCache.Load(data.Training, 40);
        var found = Duplicates.Find(cache, data.KeptOut).BrokenKeptOut;
        Assert.Equal([broken], found);
        data = data.WithoutBroken(found);
        using var run = new TrainingRun(recipe, cache, TimeProvider.System);
        run.Execute(new Silent(), TestContext.Current.CancellationToken);

        var package = PackageExport.Write(recipe, data, run.Encoder, 1);

        // Two products of four test pictures each, one of them broken.
        Assert.Equal(7, package.Manifest.Metrics["development-5shot"]!["queries"]!.GetValue<int>());
        Assert.False(Directory.Exists(folder.At("run", "drafts")));
    }
}
