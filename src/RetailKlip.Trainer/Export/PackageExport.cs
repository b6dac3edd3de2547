using System.Text.Json;
using System.Text.Json.Nodes;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>From a trained encoder to its model package: export through the parity gate, measure as deployed, calibrate, write.</summary>
public static class PackageExport
{
    public const string DecisionName = "decision.json";

    private const double FalseAccepts = 0.02;
    private const double WrongNames = 0.02;
    private const double Missed = 0.02;

    // Held-out products are enrolled with this many pictures for calibration, as a shop is advised to do.
    private const int CalibrationShots = 5;

    private static readonly int[] DevelopmentShots = [0, 1, CalibrationShots];

    /// <summary>
    /// A run that held products out is measured and calibrated on them and leaves its package in the run's folder; any other
    /// is measured by the unseen-product protocols and goes where the recipe says.
    /// </summary>
    /// <param name="epochs">That the encoder was trained for.</param>
    /// <exception cref="ExportException">The parity gate failed; nothing was written.</exception>
    public static ModelPackage Write(TrainingRecipe recipe, TrainingData data, ResidualEncoder encoder, int epochs)
    {
        var onnx = OnnxExporter.Export(encoder, recipe.Input.Width, recipe.Input.Height, out var parity);
        var draft = ModelPackageWriter.Write(Path.Combine(recipe.Run, "package"), onnx, Describe(recipe, [], null));
        var metrics = new JsonObject
        {
            ["epochs"] = epochs,
            ["recipe"] = recipe.Fingerprint(),
            ["exportMaxAbsDiff"] = parity.MaxAbsDiff,
            ["exportMinCosine"] = parity.MinCosine,
        };
        ModelDecision? decision = null;
        if (recipe.Data.GroceryStore is { } grocery)
        {
            using var deployed = Encoder.Open(draft);
            var folder = Environment.ExpandEnvironmentVariables(grocery);
            decision = data.HeldOut.Count > 0 ? MeasureDevelopment(deployed, folder, data, metrics) : ReadDecision(recipe);
            if (data.HeldOut.Count == 0)
                MeasureUnseen(deployed, folder, metrics);
        }
        if (data.HeldOut.Count > 0)
            File.WriteAllText(Path.Combine(recipe.Run, DecisionName), JsonSerializer.Serialize(decision, TrainingRecipe.Json));
        return ModelPackageWriter.Write(recipe.Package ?? draft.Folder, onnx, Describe(recipe, metrics, decision));
    }

    private static ModelDecision MeasureDevelopment(Encoder encoder, string folder, TrainingData data, JsonObject metrics)
    {
        var heldOut = data.HeldOut.ToHashSet(StringComparer.Ordinal);
        ModelDecision? decision = null;
        foreach (var shots in DevelopmentShots)
        {
            var lines = DevelopmentProtocol.Lines(folder, heldOut, data.Unseen!, shots);
            var measured = RetrievalEvaluation.Measure(encoder, lines, Path.Combine(folder, "dataset"));
            metrics[shots == 0 ? "development-iconic" : $"development-{shots}shot"] = Summary(measured);
            if (shots == CalibrationShots)
                decision = ThresholdCalibration.Choose(measured, FalseAccepts, WrongNames, Missed,
                    $"{measured.Queries.Length} test pictures of {heldOut.Count} Grocery Store products, held out of a development run of the same recipe and "
                    + $"enrolled with {shots} pictures each, against {measured.Unknowns.Length} pictures of products not enrolled; "
                    + $"at most {FalseAccepts:P0} false accepts and {WrongNames:P0} wrong names were allowed");
        }
        return decision!;
    }

    private static void MeasureUnseen(Encoder encoder, string folder, JsonObject metrics)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "protocols"), "*.tsv").Order(StringComparer.Ordinal))
            metrics[Path.GetFileNameWithoutExtension(file)] =
                Summary(RetrievalEvaluation.Measure(encoder, ProtocolFile.Read(file).Lines, Path.Combine(folder, "dataset")));
    }

    private static ModelDecision? ReadDecision(TrainingRecipe recipe) => recipe.Decision is { } path
        ? JsonSerializer.Deserialize<ModelDecision>(File.ReadAllBytes(path), TrainingRecipe.Json)
        : null;

    private static ModelDescription Describe(TrainingRecipe recipe, JsonObject metrics, ModelDecision? decision) => new()
    {
        Name = recipe.Name,
        Input = recipe.Input,
        Licence = recipe.Licence,
        TrainedOn = recipe.TrainedOn,
        Metrics = metrics,
        Decision = decision,
    };

    private static JsonObject Summary(RetrievalMetrics metrics) => new()
    {
        ["top1"] = Rounded(metrics.Top1),
        ["top5"] = Rounded(metrics.Top5),
        ["perClass"] = Rounded(metrics.PerClass),
        ["map"] = Rounded(metrics.Map),
        ["auroc"] = metrics.Auroc is { } auroc ? Rounded(auroc) : null,
        ["dirAtFar1"] = metrics.DirAtFar1 is { } share ? Rounded(share) : null,
        ["queries"] = metrics.Queries.Length,
        ["unknown"] = metrics.Unknowns.Length,
    };

    private static double Rounded(double value) => Math.Round(value, 4);
}
