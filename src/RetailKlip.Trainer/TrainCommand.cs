using System.CommandLine;
using OpenCvSharp;
using RetailKlip.Vision;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train train</c> and <c>klip-train package</c>.</summary>
internal sealed class TrainCommand : TrainerCommand
{
    private readonly Option<FileInfo> _config = new("--config")
    {
        Description = "The recipe, a JSON file.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "Says what the recipe would train on and the memory it wants, and trains nothing.",
    };

    private readonly Option<string> _device;
    private readonly bool _isTraining;

    private TrainCommand(string name, string description, Option<string> device, bool isTraining)
        : base(name, description)
    {
        (_device, _isTraining) = (device, isTraining);
        Add(_config);
        Add(device);
        if (isTraining)
            Add(_check);
    }

    public static TrainCommand Train(Option<string> device) =>
        new(
            "train", "Trains an encoder by a recipe, resuming from its last checkpoint, and writes its model package.", device,
            isTraining: true);

    public static TrainCommand Package(Option<string> device) =>
        new("package", "Writes the model package of a run's last checkpoint without training on.", device, isTraining: false);

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var recipe = TrainingRecipe.Read(arguments.GetRequiredValue(_config).FullName);
        var device = DeviceMemory.Find(arguments.GetRequiredValue(_device));
        if (_isTraining && DeviceMemory.Free(device) is { } free)
            await Console.Error.WriteLineAsync(MemoryEstimate.Advise(recipe, free));
        Cv2.SetNumThreads(1);
        var data = TrainingData.Read(recipe.Data, recipe.Run);
        using var cache = PictureCache.Load(data.Training, recipe.Data.ShortSide);
        var duplicates = Duplicates.Find(cache, data.KeptOut);
        data = data.WithoutBroken(duplicates.BrokenKeptOut);
        foreach (var path in cache.Broken.Concat(duplicates.BrokenKeptOut))
            await Console.Error.WriteLineAsync($"{path} cannot be read as a picture and is left out.");
        await ReportAsync(duplicates, recipe);
        await Console.Error.WriteLineAsync(
            $"{cache.Dataset.Pictures.Count} pictures of {cache.Dataset.Products.Count} products; {data.HeldOut.Count} held out.");
        return _isTraining && arguments.GetValue(_check) ? 0 : await TrainAsync(recipe, data, cache, device, cancellation);
    }

    private async Task<int> TrainAsync(
        TrainingRecipe recipe, TrainingData data, PictureCache cache, Device device, CancellationToken cancellation)
    {
        using var run = new TrainingRun(recipe, cache, TimeProvider.System, Validate(recipe, data, device), device);
        if (run.EpochsDone > 0)
            await Console.Error.WriteLineAsync($"Resumed after epoch {run.EpochsDone}.");
        if (_isTraining)
            await Task.Run(() => Execute(run, cancellation), CancellationToken.None);
        if (_isTraining && !run.IsDone)
        {
            await Console.Error.WriteLineAsync(
                $"Stopped after epoch {run.EpochsDone} of {recipe.Schedule.Epochs}; the same command goes on from there.");
            return 1;
        }
        run.UseResult();
        run.Encoder.cpu();
        var package = PackageExport.Write(recipe, data, run.Encoder, run.ResultEpoch);
        Console.WriteLine($"{package.Folder}: {package.Manifest.Metrics.ToJsonString()}");
        return 0;
    }

    private static Validation? Validate(TrainingRecipe recipe, TrainingData data, Device device) =>
        data.Validation.Count > 0 ? new(data.Validation, images: "", recipe.Input, device) : null;

    private static async Task ReportAsync(Duplicates duplicates, TrainingRecipe recipe)
    {
        var list = Path.Combine(recipe.Run, "duplicates.tsv");
        Directory.CreateDirectory(recipe.Run);
        duplicates.Write(list);
        if (duplicates.WithinTraining.Count > 0)
            await Console.Error.WriteLineAsync($"{duplicates.WithinTraining.Count} pairs of training pictures are the same; see {list}.");
        if (recipe.Data.RefuseDuplicates)
            duplicates.ThrowIfAcrossSplits();
        else if (duplicates.AcrossSplits.Count > 0)
            await Console.Error.WriteLineAsync(
                $"{duplicates.AcrossSplits.Count} training pictures are the same as one kept out of training; see {list}.");
    }

    private static void Execute(TrainingRun run, CancellationToken cancellation)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            run.Execute(new LineProgress(), cancellation);
            return;
        }
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => run.Execute(new BarProgress(context.AddTask("training")), cancellation));
    }

    private static string Describe(TrainingProgress report) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"epoch {report.Epoch}/{report.Epochs}  loss {report.Loss:F3}  rate {report.Rate:E1}  ")
        + (report.Validation is { } score
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"validation {score:F3}  ")
            : "")
        + string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{report.PicturesPerSecond:F0} images/s  {(int)report.TimeLeft.TotalHours}:{report.TimeLeft:mm\\:ss} left");

    private sealed class LineProgress : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.EpochEnded)
                Console.Out.WriteLine(Describe(value));
        }
    }

    private sealed class BarProgress(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.MaxValue = value.Steps;
            task.Value = value.Step;
            task.Description = Describe(value);
        }
    }
}
