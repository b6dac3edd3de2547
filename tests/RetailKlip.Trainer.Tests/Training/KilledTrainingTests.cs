using System.Diagnostics;
using System.Text.Json;
using RetailKlip.Core;
using RetailKlip.Tests;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Trainer.Tests;

/// <summary>
/// The whole way with the built klip-train: a small OpenCLIP-shaped transformer on the seen products, killed, resumed, exported,
/// measured.
/// </summary>
public sealed class KilledTrainingTests
{
    private const int Epochs = 3;

    [Fact]
    public async Task A_killed_training_goes_on_from_its_last_checkpoint_and_ends_with_a_package_that_recognises()
    {
        using var folder = new TemporaryFolder();
        var recipe = new TrainingRecipe
        {
            Name = "tiny-transformer",
            Run = folder.At("run"),
            Package = folder.At("package"),
            Input = ModelInput.Clip(32) with { Resize = ResizeMode.Squash },
            Data = new()
            {
                GroceryStore = Shared.Folder("data/grocery-store"),
                Lists = ["val.txt", "train.txt"],
                HoldOutEvery = 4,
                ShortSide = 40,
            },
            Model = new VisionTransformerOptions { Patch = 8, Width = 48, Layers = 3, HeadWidth = 16, Dimension = 32 },
            Loss = new ArcFaceOptions { MarginWarmUp = 0 },
            Optimizer = new() { Rate = 1e-3, LayerDecay = 0.7, MovingAverage = 0.9 },
            Schedule = new() { Epochs = Epochs, Batch = 64, PerClass = 4, Sizes = [new(0, 32)] },
        };
        var config = folder.At("recipe.json");
        await File.WriteAllBytesAsync(
            config, JsonSerializer.SerializeToUtf8Bytes(recipe, TrainingRecipe.Json), TestContext.Current.CancellationToken);

        using (var killed = Start(config))
        {
            while (await killed.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                if (line.StartsWith("epoch 1/", StringComparison.Ordinal))
                    killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, killed.ExitCode);
        }
        Assert.False(Directory.Exists(recipe.Package));
        var before = LoggedEpoch.Read(recipe.Run);
        Assert.InRange(before.Count, 1, Epochs - 1);

        using var resumed = Start(config);
        var output = resumed.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await resumed.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await resumed.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(resumed.ExitCode == 0, errors);
        Assert.Contains("Resumed after epoch", errors, StringComparison.Ordinal);
        Assert.Contains(recipe.Package, await output, StringComparison.Ordinal);
        var epochs = LoggedEpoch.Read(recipe.Run);
        Assert.Equal(Enumerable.Range(1, Epochs), epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(before, epochs.Take(before.Count));
        Assert.True(epochs[^1].Loss < epochs[0].Loss);
        using var encoder = Encoder.Open(ModelPackage.Open(recipe.Package));
        var protocol = ProtocolFile.Read(Shared.File("data/grocery-store/protocols/unseen-5shot.tsv"));
        var some = protocol.Of(ProtocolRole.Gallery).Concat(protocol.Of(ProtocolRole.Query).Where((_, i) => i % 8 == 0));
        var metrics = RetrievalEvaluation.Measure(encoder, some, Shared.Folder("data/grocery-store/dataset"));
        // Chance is 1 in 27.
        Assert.True(metrics.Top1 > 0.1, $"top-1 {metrics.Top1}");
    }

    private static Process Start(string config)
    {
        var path = Path.Combine(
            Shared.Checkout, "src", "RetailKlip.Trainer", "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "klip-train.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [path, "train", "--config", config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
