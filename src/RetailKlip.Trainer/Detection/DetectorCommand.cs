using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train detector</c>.</summary>
internal sealed class DetectorCommand : TrainerCommand
{
    private const string GraphName = "detector.onnx";

    // Far from those of other drawings; trays to measure on have products of their own.
    private const int TrainingSeed = 7_000;
    private const int ValidationSeed = 7_001;

    private readonly Option<FileInfo> _config = new("--config") { Description = "The recipe, a JSON file.", HelpName = "FILE", Required = true };

    public DetectorCommand()
        : base("detector", "Trains an item detector on drawn trays by a recipe, resuming from its last checkpoint, and adds it to a model package.") =>
        Add(_config);

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var recipe = DetectorRecipe.Read(arguments.GetRequiredValue(_config).FullName);
        Cv2.SetNumThreads(1);
        try
        {
            return await Task.Run(() => Run(recipe, cancellation), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped; the same command goes on from there.");
            return 1;
        }
    }

    private static int Run(DetectorRecipe recipe, CancellationToken cancellation)
    {
        var trays = Draw("trays", recipe.Trays, TrainingSeed);
        var unseen = Draw("validation", recipe.Validation, ValidationSeed);
        using var training = new DetectorTraining(recipe, trays);
        training.Execute(Console.Out.WriteLine, cancellation);
        if (!training.IsDone)
            throw new OperationCanceledException(cancellation);
        training.UseResult();
        var path = Path.Combine(recipe.Run, GraphName);
        Core.DurableFile.Write(path, file => file.Write(DetectorExport.Export(training.Network)));
        using var detector = ItemDetector.Open(path);
        var measured = DetectorEvaluation.Of(detector, unseen);
        var metrics = new JsonObject
        {
            ["recipe"] = recipe.Fingerprint(),
            ["trays"] = recipe.Trays,
            ["epochs"] = recipe.Epochs,
            ["unseenTrays"] = JsonSerializer.SerializeToNode(measured, TrainingRecipe.Json),
        };
        Console.WriteLine($"{path}: {metrics.ToJsonString()}");
        if (recipe.Package is { } package)
            ModelPackageWriter.AddDetector(Environment.ExpandEnvironmentVariables(package), File.ReadAllBytes(path),
                $"Trays drawn by RetailKlip.Scenes with {recipe.Products} products of seed {TrainingSeed}; none of the demo catalogue.", metrics);
        return 0;

        IReadOnlyList<string> Draw(string what, int count, int seed)
        {
            var (done, every) = (0, Math.Max(1, count / 20));
            return TrayPictures.Draw(Path.Combine(recipe.Run, what), count, seed, recipe, () =>
            {
                if (Interlocked.Increment(ref done) % every == 0)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {done} of {count} drawn"));
            }, cancellation);
        }
    }
}
