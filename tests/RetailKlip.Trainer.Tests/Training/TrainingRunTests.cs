using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class TrainingRunTests
{
    private sealed class Reports(Action<TrainingProgress>? each = null) : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value)
        {
            All.Add(value);
            each?.Invoke(value);
        }
    }

    [Fact]
    public void A_resumed_run_ends_with_the_same_numbers_as_an_uninterrupted_one()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);

        var whole = Train(Recipe("whole"), stopAfter: 4);
        Train(Recipe("parts"), stopAfter: 1);
        Train(Recipe("parts"), stopAfter: 3);
        var parts = Train(Recipe("parts"), stopAfter: 4);

        Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
        Assert.All(whole, entry => Assert.Equal(entry.Value, parts[entry.Key]));
        Assert.Equal(
            File.ReadAllLines(folder.At("whole", TrainingRun.LogName)).Select(Losses),
            File.ReadAllLines(folder.At("parts", TrainingRun.LogName)).Select(Losses));

        // With all that has a state of its own.
        TrainingRecipe Recipe(string run)
        {
            var recipe = TinyProducts.Recipe(folder.At("data"), folder.At(run), epochs: 4);
            return recipe with
            {
                Optimizer = recipe.Optimizer with { MovingAverage = 0.9, LayerDecay = 0.7 },
                Compute = new() { Accumulation = 2 },
            };
        }

        Dictionary<string, float[]> Train(TrainingRecipe recipe, int stopAfter)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            using var run = new TrainingRun(recipe, cache, TimeProvider.System);
            run.Execute(new Reports(report =>
            {
                if (report.EpochEnded && report.Epoch == stopAfter)
                    stop.Cancel();
            }), stop.Token);
            Assert.Equal(stopAfter, run.EpochsDone);
            run.UseResult();
            return run.Encoder.State().ToDictionary(entry => entry.Name, entry => entry.Tensor.Values());
        }

        static string Losses(string line) => line[..line.IndexOf("\"picturesPerSecond\"", StringComparison.Ordinal)];
    }

    [Fact]
    public void Training_learns_to_tell_products_apart()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        using var run = new TrainingRun(TinyProducts.Recipe(folder.At("data"), folder.At("run"), epochs: 12), cache, TimeProvider.System);
        var reports = new Reports();

        run.Execute(reports, TestContext.Current.CancellationToken);

        var epochs = reports.All.Where(report => report.EpochEnded).ToList();
        Assert.Equal(Enumerable.Range(1, 12), epochs.Select(report => report.Epoch));
        Assert.True(epochs[^1].Loss < epochs[0].Loss, $"The loss went from {epochs[0].Loss} to {epochs[^1].Loss}.");
        Assert.Equal(TimeSpan.Zero, epochs[^1].TimeLeft);
        Assert.Equal(12, File.ReadAllLines(folder.At("run", TrainingRun.LogName)).Length);
    }

    [Fact]
    public void Memory_is_flat_over_epochs()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), epochs: 6) with { Optimizer = new() { MovingAverage = 0.9 } };
        using var run = new TrainingRun(recipe, cache, TimeProvider.System, TinyProducts.Validation(folder.At("data")));
        var alive = new List<long>();

        run.Execute(new Reports(report =>
        {
            if (report.EpochEnded)
                alive.Add(Tensor.TotalCount);
        }), TestContext.Current.CancellationToken);

        Assert.Equal(6, alive.Count);
        Assert.True(alive[^1] <= alive[1], string.Join(", ", alive));
    }

    [Fact]
    public void Without_a_better_score_it_stops_and_results_in_the_best_epoch()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), epochs: 60);
        recipe = recipe with { Schedule = recipe.Schedule with { Patience = 3 }, Optimizer = new() { Rate = 1e-2, MovingAverage = 0.5 } };
        var reports = new Reports();
        var epochs = 0;
        using (var run = new TrainingRun(recipe, cache, TimeProvider.System, TinyProducts.Validation(folder.At("data"))))
        {
            run.Execute(reports, TestContext.Current.CancellationToken);
            epochs = run.EpochsDone;
            Assert.True(epochs < 60);
            Assert.Equal(epochs - 3, run.ResultEpoch);
        }

        var scores = reports.All.Where(report => report.EpochEnded).Select(report => report.Validation!.Value).ToList();
        Assert.Equal(scores.IndexOf(scores.Max()) + 4, epochs);
        using var again = new TrainingRun(recipe, cache, TimeProvider.System, TinyProducts.Validation(folder.At("data")));
        Assert.True(again.IsDone);
        again.UseResult();
        Assert.Equal(scores.Max(), TinyProducts.Validation(folder.At("data")).Score(again.Encoder));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_leaves_its_last_whole_epoch()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), epochs: 5);
        var checkpoint = folder.At("run", TrainingRun.CheckpointName);
        using var run = new TrainingRun(recipe, cache, TimeProvider.System);
        byte[]? whole = null;

        var error = Assert.Throws<InvalidDataException>(() => run.Execute(new Reports(report =>
        {
            if (!report.EpochEnded)
                return;
            whole = File.ReadAllBytes(checkpoint);
            using var gradients = no_grad();
            run.Encoder.parameters().First().fill_(float.NaN);
        }), TestContext.Current.CancellationToken));

        Assert.Contains("optimizer.rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(checkpoint));
        Assert.Single(LoggedEpoch.Read(recipe.Run));
    }

    [Fact]
    public void Patience_without_products_to_validate_on_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), epochs: 1) with { Schedule = new() { Patience = 3 } };

        var error = Assert.Throws<ArgumentException>(() => new TrainingRun(recipe, cache, TimeProvider.System));
        Assert.Contains("holdOutEvery", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_can_start_from_the_weights_of_another()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("first"), epochs: 1);
        using var first = new TrainingRun(recipe, cache, TimeProvider.System);
        first.Execute(new Reports(), TestContext.Current.CancellationToken);

        var next = recipe with { Run = folder.At("second"), StartFrom = folder.At("first", TrainingRun.CheckpointName), Seed = 99 };
        using var second = new TrainingRun(next, cache, TimeProvider.System);

        Assert.Equal(0, second.EpochsDone);
        foreach (var (left, right) in first.Encoder.State().Zip(second.Encoder.State()))
            Assert.Equal(left.Tensor.Values(), right.Tensor.Values());
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_is_not_continued()
    {
        using var folder = new TemporaryFolder();
        TinyProducts.Write(folder.At("data"));
        using var cache = PictureCache.Load(ProductFolders.Read(folder.At("data")), 40);
        var recipe = TinyProducts.Recipe(folder.At("data"), folder.At("run"), epochs: 1);
        using (var run = new TrainingRun(recipe, cache, TimeProvider.System))
            run.Execute(new Reports(), TestContext.Current.CancellationToken);

        var error = Assert.Throws<InvalidDataException>(() => new TrainingRun(recipe with { Seed = 8 }, cache, TimeProvider.System));

        Assert.Contains("another recipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_grow_where_the_schedule_says()
    {
        var schedule = new ScheduleOptions { Epochs = 10, Sizes = [new(0, 64), new(0.5, 96)] };

        Assert.Equal([64, 64, 64, 64, 64, 96, 96, 96, 96, 96], Enumerable.Range(0, 10).Select(schedule.SizeOf));
    }
}
