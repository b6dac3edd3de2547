using RetailKlip.Vision;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class StudyRunTests
{
    private sealed class Silent : IProgress<string>
    {
        public void Report(string value)
        {
        }
    }

    [Fact]
    public void A_study_trains_all_ways_measures_them_and_its_report_shows_them()
    {
        using var folder = new TemporaryFolder();
        TinyGroceryStore.Write(folder.At("store"));
        TinyProducts.Write(folder.At("drawn"));
        var recipe = Recipe(folder);

        var result = new StudyRun(recipe, CPU, TimeProvider.System, new Silent()).Execute(TestContext.Current.CancellationToken)!;

        Assert.Equal("6 known products, 2 new ones; 24 and 8 test pictures", result.Data);
        Assert.Equal([true, true, false, false], result.Methods.Select(method => method.NewProducts is not null));
        Assert.Equal(0, result.Methods[0].TrainingSeconds);
        Assert.All(result.Methods.Skip(1), method => Assert.True(method.TrainingSeconds > 0));
        Assert.Equal([1, 3], result.Shots.Select(shots => shots.Shots));
        Assert.Equal([(4, 4), (7, 3), (8, 1)], result.Growth.Select(day => (day.Products, day.Added)));
        // Chance is 1 in 4 to 8, and the products come in an order that is not the classes'.
        Assert.All(result.Growth, day => Assert.True(day.RetrainAccuracy > 0.3, $"{day}"));
        Assert.All(result.Growth, day => Assert.True(day.EnrolAccuracy > 0.4, $"{day}"));
        Assert.Equal(["ArcFace", "CosFace"], result.Losses.Select(variant => variant.Variant));
        Assert.Equal(["0.7", "0.5"], result.LayerDecays.Select(variant => variant.Variant));
        Assert.Equal(8 * 5, result.Gallery.Count);
        Assert.Equal(2 * 5, result.Gallery.Count(point => point.IsNew));

        var page = HtmlReport.Write([recipe.Run]);
        Assert.Contains("linear probe on the frozen encoder", page, StringComparison.Ordinal);
        Assert.Contains("variant-CosFace", page, StringComparison.Ordinal);
        Assert.True(page.Split("<svg").Length > 5);
    }

    [Fact]
    public void A_study_that_was_stopped_trains_nothing_twice()
    {
        using var folder = new TemporaryFolder();
        TinyGroceryStore.Write(folder.At("store"));
        TinyProducts.Write(folder.At("drawn"));
        var recipe = Recipe(folder) with { Losses = [], LayerDecays = [] };
        using (var stop = new CancellationTokenSource())
            Assert.Null(new StudyRun(recipe, CPU, TimeProvider.System, new StopAt("retailklip: epoch 1", stop)).Execute(stop.Token));
        var made = File.ReadAllLines(folder.At("study", "pretraining", TrainingRun.LogName));

        var result = new StudyRun(recipe, CPU, TimeProvider.System, new Silent()).Execute(TestContext.Current.CancellationToken);

        Assert.NotNull(result);
        Assert.Equal(made, File.ReadAllLines(folder.At("study", "pretraining", TrainingRun.LogName)));
        Assert.Equal(Enumerable.Range(1, 10), LoggedEpoch.Read(folder.At("study", "retailklip")).Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void What_is_no_study_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var recipe = Recipe(folder);
        var allKnown = recipe.FineTuning.Data with { HoldOutEvery = 0 };
        AssertRefused(recipe with { FineTuning = recipe.FineTuning with { Data = allKnown } }, "holdOutEvery");
        AssertRefused(recipe with { Pretraining = recipe.FineTuning }, "pretraining.data");
        AssertRefused(recipe with { Shots = [0] }, "positive");
        AssertRefused(recipe with { FirstProducts = 3 }, "a batch of fineTuning.schedule wants 4 products");
        AssertRefused(recipe with { Losses = [new ArcFaceOptions { Scale = 3 }] }, "losses and layerDecays must differ");
        AssertRefused(recipe with { LayerDecays = [0.5, 0.501] }, "losses and layerDecays must differ");
        AssertRefused(recipe with { FineTuning = recipe.FineTuning with { Compute = new() { Accumulation = 3 } } }, "fineTuning: compute.accumulation");

        void AssertRefused(StudyRecipe wrong, string reason)
        {
            File.WriteAllBytes(folder.At("study.json"), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(wrong, TrainingRecipe.Json));
            var error = Assert.Throws<InvalidDataException>(() => StudyRecipe.Read(folder.At("study.json")));
            Assert.Contains("study.json", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_committed_study_can_be_read()
    {
        var studies = Directory.GetFiles(Path.Combine(RetailKlip.Tests.Shared.Checkout, "src/RetailKlip.Trainer/Studies"), "*.json");

        Assert.NotEmpty(studies);
        Assert.All(studies, path => Assert.NotEmpty(StudyRecipe.Read(path).Name));
    }

    private sealed class StopAt(string start, CancellationTokenSource stop) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.StartsWith(start, StringComparison.Ordinal))
                stop.Cancel();
        }
    }

    private static StudyRecipe Recipe(TemporaryFolder folder)
    {
        var schedule = new ScheduleOptions { Epochs = 10, Batch = 8, PerClass = 2, Sizes = [new(0, 24)] };
        var pretraining = new TrainingRecipe
        {
            Name = "drawn",
            Run = "",
            Input = ModelInput.Clip(24) with { Resize = ResizeMode.Squash },
            Data = new() { Folders = [folder.At("drawn")], ShortSide = 40 },
            Model = TinyProducts.Model,
            Schedule = schedule,
        };
        return new()
        {
            Name = "tiny",
            Run = folder.At("study"),
            Pretraining = pretraining,
            FineTuning = pretraining with
            {
                Data = new() { GroceryStore = folder.At("store"), HoldOutEvery = 4, StudioCopies = 1, ShortSide = 40 },
                Optimizer = new() { Rate = 1e-2, LayerDecay = 0.7 },
            },
            Losses = [new CosFaceOptions()],
            LayerDecays = [0.5],
            Shots = [1, 3],
            FirstProducts = 4,
            AddedProducts = 3,
        };
    }
}
