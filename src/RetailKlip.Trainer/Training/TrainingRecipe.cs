using System.Security.Cryptography;
using System.Text.Json;
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
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Folder for checkpoints and the log, relative to the working directory.</summary>
    public required string Run { get; init; }

    /// <summary>Folder to write the finished model package to; null trains only.</summary>
    public string? Package { get; init; }

    public string Licence { get; init; } = "MIT";

    /// <summary>What the model learnt from, in words, for its manifest.</summary>
    public string TrainedOn { get; init; } = "";

    /// <summary>
    /// The <c>decision.json</c> that a run with held-out products left: thresholds for the package. A run that holds
    /// products out calibrates its own.
    /// </summary>
    public string? Decision { get; init; }

    /// <summary>A checkpoint to take the encoder's weights from; null starts at random.</summary>
    public string? StartFrom { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>How the finished model will be fed; training uses its mean and standard deviation.</summary>
    public required ModelInput Input { get; init; }

    public DataOptions Data { get; init; } = new();

    public AugmentationOptions Augmentation { get; init; } = new();

    public ResidualEncoderOptions Model { get; init; } = new();

    public LossOptions Loss { get; init; } = new();

    public ScheduleOptions Schedule { get; init; } = new();

    /// <exception cref="InvalidDataException">The file is not a recipe; names the place.</exception>
    public static TrainingRecipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<TrainingRecipe>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidDataException($"{path} is empty.");
            recipe.Model.Validated();
            if (recipe.Data.Recolourings is < 1 or > Augmenter.MaxRecolourings)
                throw new InvalidDataException($"{path}: data.recolourings is {recipe.Data.Recolourings}; 1 to {Augmenter.MaxRecolourings} are possible.");
            if (recipe.Schedule.Sizes is not [{ From: 0 }, ..])
                throw new InvalidDataException($"{path}: the first of schedule.sizes must be from 0.");
            var stride = recipe.Model.Stride;
            return recipe.Schedule.Sizes.Select(size => size.Pixels).Append(recipe.Input.Width).Append(recipe.Input.Height).All(side => side > 0 && side % stride == 0)
                ? recipe
                : throw new InvalidDataException($"{path}: schedule.sizes, input.width and input.height must be multiples of {stride}, the model's stride.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <summary>Changes with everything that changes the numbers of a run; where its files lie does not.</summary>
    public string Fingerprint() =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Run = "", Package = null, TrainedOn = "", Licence = "", Decision = null }, Json)));
}
