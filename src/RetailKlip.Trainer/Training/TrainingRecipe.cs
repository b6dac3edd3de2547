using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>A whole training run as its JSON file describes it.</summary>
public sealed record TrainingRecipe
{
    /// <summary>How the trainer's own JSON files are spelt.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Folder for checkpoints and the log, relative to the working directory.</summary>
    public required string Run { get; init; }

    /// <summary>Folder to write the finished model package to; null trains only.</summary>
    public string? Package { get; init; }

    /// <summary>
    /// Precisions to export. FP32 is always among them; the others become sibling folders of <see cref="Package"/>, named after
    /// their precision.
    /// </summary>
    public IReadOnlyList<ExportPrecision> Exports { get; init; } = [ExportPrecision.Fp32];

    public string Licence { get; init; } = "MIT";

    /// <summary>What the model learnt from, in words, for its manifest.</summary>
    public string TrainedOn { get; init; } = "";

    /// <summary>Drawn products to calibrate the thresholds on, of another seed than those trained on; null to do without.</summary>
    public DrawnOptions? Calibration { get; init; }

    /// <summary>A checkpoint to take the encoder's weights from; null starts at random.</summary>
    public string? StartFrom { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>How the finished model will be fed; training uses its mean and standard deviation.</summary>
    public required ModelInput Input { get; init; }

    public DataOptions Data { get; init; } = new();

    public AugmentationOptions Augmentation { get; init; } = new();

    public ImageEncoderOptions Model { get; init; } = new ResidualEncoderOptions();

    /// <summary>Ways of looking at a picture, of which the finished model's embedding is the mean.</summary>
    public IReadOnlyList<PictureView> Views { get; init; } = [new()];

    public LossOptions Loss { get; init; } = new ArcFaceOptions();

    public OptimizerOptions Optimizer { get; init; } = new();

    public ScheduleOptions Schedule { get; init; } = new();

    public ComputeOptions Compute { get; init; } = new();

    /// <exception cref="InvalidDataException">The file is not a recipe; names the place.</exception>
    public static TrainingRecipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<TrainingRecipe>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidDataException($"{path} is empty.");
            if (recipe.Fault() is { } fault)
                throw new InvalidDataException($"{path}: {fault}.");
            return recipe with
            {
                Run = Environment.ExpandEnvironmentVariables(recipe.Run),
                Package = recipe.Package is { } package ? Environment.ExpandEnvironmentVariables(package) : null,
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <returns>What is wrong with the numbers, or null.</returns>
    internal string? Fault()
    {
        if ((Model.Fault() ?? Optimizer.Fault()) is { } fault)
            return fault;
        if (Views.Count == 0)
            return "views is empty; leave it out for the whole picture";
        if (Views.Select(view => view.Fault()).FirstOrDefault(fault => fault is not null) is { } badView)
            return badView;
        if (Compute.Accumulation < 1 || Schedule.Batch % Compute.Accumulation != 0)
            return $"compute.accumulation is {Compute.Accumulation}; it must divide schedule.batch, {Schedule.Batch}";
        if (Compute.Accumulation > 1 && Schedule.Batch / Compute.Accumulation < 2)
            return "compute.accumulation leaves parts of one picture, which batch normalisation cannot learn from";
        if (Calibration is { Views: <= PackageExport.CalibrationShots })
            return $"calibration.views must be more than the {PackageExport.CalibrationShots} that are enrolled";
        var multiple = Model.SizeMultiple;
        if (Data.Recolourings is < 1 or > Augmenter.MaxRecolourings)
            return $"data.recolourings is {Data.Recolourings}; 1 to {Augmenter.MaxRecolourings} are possible";
        if (Data.HoldOutEvery < 0 || Data.ValidationEvery < 0)
            return "data.holdOutEvery and data.validationEvery are 0 for none, or every how manieth product is kept out";
        if (Data.ValidationShots < 1)
            return $"data.validationShots is {Data.ValidationShots}; a product needs at least 1 picture to be enrolled with";
        if (Calibration is { } calibration && calibration.Seed == Data.Drawn?.Seed)
            return "calibration.seed is that of data.drawn; thresholds need products that were not trained on";
        if (!Exports.Contains(ExportPrecision.Fp32))
            return "exports lacks fp32, of which the others are made";
        if (Exports.Count > 1 && Calibration is null && Data is { HoldOutEvery: 0, ValidationEvery: 0, Manifests.Count: 0 })
            return "exports in other precisions are judged on products not trained on: set calibration or data.validationEvery";
        if (Schedule.Sizes is not [{ From: 0 }, ..])
            return "the first of schedule.sizes must be from 0";
        var sides = Schedule.Sizes.Select(size => size.Pixels).Append(Input.Width).Append(Input.Height);
        return sides.All(side => side > 0 && side % multiple == 0)
            ? null
            : $"schedule.sizes, input.width and input.height must be multiples of {multiple}, as the model needs them";
    }

    /// <summary>
    /// Changes with everything that changes the numbers of a run; its name, its package and where its files lie do not. What is as
    /// usual is left out, so that an option that is new to the trainer does not part a run from its checkpoint.
    /// </summary>
    public string Fingerprint()
    {
        var numbers = new JsonObject
        {
            [nameof(StartFrom)] = StartFrom,
            [nameof(Seed)] = Seed,
            [nameof(Input)] = JsonSerializer.SerializeToNode(Input, Json),
        };
        if (Views is not [{ IsWhole: true }])
            numbers[nameof(Views)] = JsonSerializer.SerializeToNode(Views, Json);
        foreach (var options in new object[] { Data, Augmentation, Model, Loss, Optimizer, Schedule, Compute })
            numbers[options.GetType().Name] = Unusual(options);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(numbers)));
    }

    /// <summary>The properties that differ from those of fresh options of the same type, by name.</summary>
    private static JsonObject Unusual(object options)
    {
        var usual = Activator.CreateInstance(options.GetType())!;
        var unusual = new JsonObject();
        var properties = options.GetType().GetProperties().Where(property => property.CanWrite);
        foreach (var property in properties.OrderBy(property => property.Name, StringComparer.Ordinal))
            if (Node(property.GetValue(options)) is var node && !JsonNode.DeepEquals(node, Node(property.GetValue(usual))))
                unusual[property.Name] = node;
        return unusual;

        static JsonNode? Node(object? value) => value switch
        {
            null => null,
            DrawnOptions drawn => Unusual(drawn),
            _ => JsonSerializer.SerializeToNode(value, value.GetType(), Json),
        };
    }
}
