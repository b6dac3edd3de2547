using System.Globalization;
using System.Text.Json.Nodes;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>From a trained encoder to its model package: export through the parity gate, measure as deployed, calibrate, write.</summary>
public static class PackageExport
{
    private static readonly CalibrationGoal Goal = new() { FalseAccepts = 0.02, WrongNames = 0.01, Missed = 0.01 };

    // Products are enrolled with this many pictures for calibration, as a shop is advised to do.
    internal const int CalibrationShots = 5;

    private static readonly int[] DevelopmentShots = [0, 1, CalibrationShots];

    /// <summary>
    /// Measured by the unseen-product protocols, and on products that the run held out. Thresholds come from the
    /// recipe's drawn products, else from the held-out ones; without either the package embeds, but does not decide. Other
    /// precisions that the recipe wants become sibling folders, each held to its parent and with its own thresholds.
    /// </summary>
    /// <param name="epochs">That the encoder was trained for.</param>
    /// <returns>The FP32 package where the recipe wants it, or in the run's folder.</returns>
    /// <exception cref="ExportException">A gate failed; nothing was written.</exception>
    public static ModelPackage Write(TrainingRecipe recipe, TrainingData data, ImageEncoder encoder, int epochs)
    {
        var onnx = OnnxExporter.Export(encoder, recipe.Input.Width, recipe.Input.Height, out var parity);
        var drafts = Path.Combine(recipe.Run, "drafts");
        var draft = ModelPackageWriter.Write(Path.Combine(drafts, "fp32"), onnx, Describe(recipe, [], null));
        var trial = Trial.Of(recipe, data);
        var metrics = new JsonObject
        {
            ["epochs"] = epochs,
            ["recipe"] = recipe.Fingerprint(),
            ["seed"] = recipe.Seed,
            ["data"] = Provenance.Of(data.Training),
            ["weights"] = Provenance.OfWeights(recipe),
            ["exportMaxAbsDiff"] = parity.MaxAbsDiff,
            ["exportMinCosine"] = parity.MinCosine,
        };
        ModelDecision? decision = null;
        var variants = new List<(string Suffix, byte[] Onnx, ModelDescription Description)>();
        using (var deployed = Encoder.Open(draft))
        {
            Weigh(metrics, onnx, deployed);
            var measured = Measure(deployed, recipe, data, trial);
            decision = trial is null ? null : Calibrate(deployed, trial, measured[trial.Name]);
            foreach (var (name, result) in measured)
                metrics[name] = Summary(result, decision);
            foreach (var precision in recipe.Exports.Where(precision => precision != ExportPrecision.Fp32).Distinct())
                variants.Add(Vary(recipe, data, precision, onnx, draft, deployed, trial, measured));
        }
        var folder = recipe.Package ?? Path.Combine(recipe.Run, "package");
        var package = ModelPackageWriter.Write(folder, onnx, Describe(recipe, metrics, decision));
        foreach (var (suffix, model, description) in variants)
            ModelPackageWriter.Write(Path.TrimEndingDirectorySeparator(folder) + suffix, model, description with { Parent = package });
        Directory.Delete(drafts, recursive: true);
        return package;
    }

    private static (string Suffix, byte[] Onnx, ModelDescription Description) Vary(
        TrainingRecipe recipe, TrainingData data, ExportPrecision precision, byte[] onnx, ModelPackage parent, Encoder deployed,
        Trial? trial, Dictionary<string, RetrievalMetrics> parentMeasured)
    {
        if (trial is null)
            throw new ExportException("Other precisions than FP32 are judged on products that were not trained on, and there are none: "
                + "set calibration or data.validationEvery, or take them out of exports. Nothing was written.");
        var word = precision.ToString().ToLowerInvariant();
        var model = precision == ExportPrecision.Fp16
            ? Float16Conversion.Convert(onnx)
            : DynamicQuantization.Convert(StaticQuantization.Convert(
                onnx, CalibrationPictures.Read(data.Training, recipe.Input), recipe.Input.Width, recipe.Input.Height));
        var description = Describe(recipe, [], null) with { Name = $"{recipe.Name}-{word}", Precision = word, Parent = parent };
        var draft = ModelPackageWriter.Write(Path.Combine(recipe.Run, "drafts", word), model, description);
        using var encoder = Encoder.Open(draft);
        var measured = RetrievalEvaluation.Measure(encoder, trial.Lines, trial.Images);
        var loss = parentMeasured[trial.Name].Top1 - measured.Top1;
        var gate = PrecisionGate.Measure(precision, deployed, encoder, trial.Lines, trial.Images, loss);
        gate.Pass();
        var decision = Calibrate(encoder, trial, measured);
        var metrics = new JsonObject { ["parentMinCosine"] = Rounded(gate.MinCosine), ["parentTop1Loss"] = Rounded(gate.Top1Loss) };
        Weigh(metrics, model, encoder);
        metrics[trial.Name] = Summary(measured, decision);
        return ($"-{word}", model, description with { Metrics = metrics, Decision = decision });
    }

    private static void Weigh(JsonObject metrics, byte[] onnx, Encoder encoder)
    {
        metrics["sizeBytes"] = onnx.Length;
        metrics["encodeMs"] = EncodeTime.Median(encoder);
    }

    private static Dictionary<string, RetrievalMetrics> Measure(Encoder encoder, TrainingRecipe recipe, TrainingData data, Trial? trial)
    {
        var measured = new Dictionary<string, RetrievalMetrics>();
        if (trial is not null)
            measured[trial.Name] = RetrievalEvaluation.Measure(encoder, trial.Lines, trial.Images);
        if (recipe.Data.GroceryStore is not { } grocery)
            return measured;
        var store = Environment.ExpandEnvironmentVariables(grocery);
        var images = Path.Combine(store, "dataset");
        foreach (var file in Directory.GetFiles(Path.Combine(store, "protocols"), "*.tsv").Order(StringComparer.Ordinal))
            measured[Path.GetFileNameWithoutExtension(file)] =
                RetrievalEvaluation.Measure(encoder, data.Readable(ProtocolFile.Read(file).Lines, images), images);
        if (data.HeldOut.Count == 0)
            return measured;
        var heldOut = data.HeldOut.ToHashSet(StringComparer.Ordinal);
        foreach (var shots in DevelopmentShots)
        {
            var name = shots == 0 ? "development-iconic" : $"development-{shots}shot";
            if (measured.ContainsKey(name))
                continue;
            var lines = DevelopmentProtocol.Lines(store, heldOut, data.Unseen!, shots);
            measured[name] = RetrievalEvaluation.Measure(encoder, data.Readable(lines, images), images);
        }
        return measured;
    }

    private static ModelDecision? Calibrate(Encoder encoder, Trial trial, RetrievalMetrics measured)
    {
        if (trial.What is not { } what)
            return null;
        var outcomes = trial.Folds.Count == 0 ? TrialOutcomes.Of(measured)
            : TrialOutcomes.Of([.. trial.Folds.Select(lines => RetrievalEvaluation.Measure(encoder, lines, trial.Images))]);
        var products = outcomes.Queries.Select(query => query.Product).Distinct().Count();
        var data = string.Create(CultureInfo.InvariantCulture,
            $"{what}: {outcomes.Queries.Count} pictures of {products} products, each enrolled with {CalibrationShots}, against ")
            + string.Create(CultureInfo.InvariantCulture, $"{outcomes.Unknowns.Count} of products not enrolled; allowed were at most ")
            + string.Create(CultureInfo.InvariantCulture, $"{100 * Goal.FalseAccepts} % false accepts and {100 * Goal.WrongNames} % wrong names. ")
            + "What the same thresholds do on other pictures stands in metrics, atThresholds.";
        var thresholds = ThresholdCalibration.Choose(outcomes, Goal);
        return ModelDecision.Of(thresholds, DecisionRates.Of(outcomes, new(thresholds)), data);
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
            var rates = ModelDecision.Of(decision.Thresholds, DecisionRates.Of(TrialOutcomes.Of(metrics), new(decision.Thresholds)), "");
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

    /// <summary>What thresholds are calibrated and other precisions are judged on.</summary>
    /// <param name="Name">Of its numbers in the metrics.</param>
    /// <param name="Folds">The trials that thresholds come from, taken together; none where they come from <paramref name="Lines"/>.</param>
    /// <param name="What">Their products, in words; null where none of them is unknown, so that no thresholds follow.</param>
    private sealed record Trial(
        string Name, IReadOnlyList<ProtocolLine> Lines, IReadOnlyList<IReadOnlyList<ProtocolLine>> Folds, string Images, string? What)
    {
        /// <returns>Null where a run kept no products out of training.</returns>
        public static Trial? Of(TrainingRecipe recipe, TrainingData data)
        {
            if (recipe.Calibration is { } calibration)
            {
                var folder = Path.Combine(recipe.Run, "calibration");
                return new("drawn", DrawnProtocol.Lines(folder, calibration, CalibrationShots), [], folder,
                    $"products drawn by RetailKlip.Scenes, seed {calibration.Seed}, never trained on");
            }
            if (recipe.Data.GroceryStore is not { } grocery || data.HeldOut.Count == 0)
                return data.Validation.Count > 0 ? new("validation", data.Validation, [], "", null) : null;
            var store = Environment.ExpandEnvironmentVariables(grocery);
            var images = Path.Combine(store, "dataset");
            var heldOut = data.HeldOut.ToHashSet(StringComparer.Ordinal);
            var lines = DevelopmentProtocol.Lines(store, heldOut, data.Unseen!, CalibrationShots);
            var folds = DevelopmentProtocol.Folds(store, heldOut, data.Unseen!, CalibrationShots);
            return new($"development-{CalibrationShots}shot", data.Readable(lines, images),
                [.. folds.Select(fold => data.Readable(fold, images))], images,
                folds.Count > 0 ? "seen Grocery Store products held out of training, one half of them enrolled beside all products trained "
                    + "on while the other half is unknown, and the other way round" : null);
        }
    }
}
