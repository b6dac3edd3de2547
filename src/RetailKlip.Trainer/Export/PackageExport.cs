using System.Globalization;
using System.Text.Json.Nodes;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>From a trained encoder to its model package: export through the parity gate, measure as deployed, calibrate, write.</summary>
public static class PackageExport
{
    private const double FalseAccepts = 0.02;
    private const double WrongNames = 0.01;
    private const double Missed = 0.01;

    // Products are enrolled with this many pictures for calibration, as a shop is advised to do.
    private const int CalibrationShots = 5;

    private static readonly int[] DevelopmentShots = [0, 1, CalibrationShots];

    /// <summary>
    /// A run that held products out is measured on them, any other by the unseen-product protocols. Thresholds come from the
    /// recipe's drawn products, else from the held-out ones; without either the package embeds, but does not decide.
    /// </summary>
    /// <param name="epochs">That the encoder was trained for.</param>
    /// <returns>The package where the recipe wants it, or in the run's folder.</returns>
    /// <exception cref="ExportException">The parity gate failed; nothing was written.</exception>
    public static ModelPackage Write(TrainingRecipe recipe, TrainingData data, ImageEncoder encoder, int epochs)
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
        using (var deployed = Encoder.Open(draft))
        {
            var measured = Measure(deployed, recipe, data);
            if (measured.TryGetValue("drawn", out var drawn))
                decision = Calibrate(drawn, $"products drawn by RetailKlip.Scenes, seed {recipe.Calibration!.Seed}, never trained on");
            else if (measured.TryGetValue($"development-{CalibrationShots}shot", out var heldOut))
                decision = Calibrate(heldOut, "seen Grocery Store products held out of training");
            foreach (var (name, result) in measured)
                metrics[name] = Summary(result, decision);
        }
        return ModelPackageWriter.Write(recipe.Package ?? draft.Folder, onnx, Describe(recipe, metrics, decision));
    }

    private static Dictionary<string, RetrievalMetrics> Measure(Encoder encoder, TrainingRecipe recipe, TrainingData data)
    {
        var measured = new Dictionary<string, RetrievalMetrics>();
        if (recipe.Calibration is { } calibration)
        {
            var folder = Path.Combine(recipe.Run, "calibration");
            measured["drawn"] = RetrievalEvaluation.Measure(encoder, DrawnProtocol.Lines(folder, calibration, CalibrationShots), folder);
        }
        if (recipe.Data.GroceryStore is not { } grocery)
            return measured;
        var store = Environment.ExpandEnvironmentVariables(grocery);
        var images = Path.Combine(store, "dataset");
        if (data.HeldOut.Count == 0)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(store, "protocols"), "*.tsv").Order(StringComparer.Ordinal))
                measured[Path.GetFileNameWithoutExtension(file)] =
                    RetrievalEvaluation.Measure(encoder, ProtocolFile.Read(file).Lines, images);
            return measured;
        }
        var heldOut = data.HeldOut.ToHashSet(StringComparer.Ordinal);
        foreach (var shots in DevelopmentShots)
            measured[shots == 0 ? "development-iconic" : $"development-{shots}shot"] =
                RetrievalEvaluation.Measure(encoder, DevelopmentProtocol.Lines(store, heldOut, data.Unseen!, shots), images);
        return measured;
    }

    private static ModelDecision Calibrate(RetrievalMetrics measured, string what)
    {
        var products = measured.Queries.Select(query => query.Product).Distinct().Count();
        var data = string.Create(CultureInfo.InvariantCulture,
            $"{what}: {measured.Queries.Length} pictures of {products} products, each enrolled with {CalibrationShots}, against ")
            + string.Create(CultureInfo.InvariantCulture, $"{measured.Unknowns.Length} of products not enrolled; allowed were at most ")
            + string.Create(CultureInfo.InvariantCulture, $"{100 * FalseAccepts} % false accepts and {100 * WrongNames} % wrong names. ")
            + "What the same thresholds do on other pictures stands in metrics, atThresholds.";
        return ThresholdCalibration.Choose(measured, FalseAccepts, WrongNames, Missed, data);
    }

    private static ModelDescription Describe(TrainingRecipe recipe, JsonObject metrics, ModelDecision? decision) => new()
    {
        Name = recipe.Name,
        Input = recipe.Input,
        Licence = recipe.Licence,
        TrainedOn = recipe.TrainedOn,
        Metrics = metrics,
        Decision = decision,
    };

    private static JsonObject Summary(RetrievalMetrics metrics, ModelDecision? decision)
    {
        var summary = new JsonObject
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
        if (decision is not null)
        {
            var rates = ThresholdCalibration.Measure(metrics, decision.AcceptSimilarity, decision.AcceptMargin, decision.UnknownBelow, "");
            summary["atThresholds"] = new JsonObject
            {
                ["falseAcceptRate"] = rates.FalseAcceptRate,
                ["wrongNameRate"] = rates.WrongNameRate,
                ["falseRejectRate"] = rates.FalseRejectRate,
            };
        }
        return summary;
    }

    private static double Rounded(double value) => Math.Round(value, 4);
}
