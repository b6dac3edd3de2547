using System.Security.Cryptography;
using System.Text.Json;
using RetailKlip.Scenes;

namespace RetailKlip.Trainer;

/// <summary>How an item detector is trained, as its JSON file describes it.</summary>
public sealed record DetectorRecipe
{
    /// <summary>Folder for drawn trays, checkpoint and log, relative to the working directory.</summary>
    public required string Run { get; init; }

    /// <summary>Folder of the model package that the finished detector joins; null trains only.</summary>
    public string? Package { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Trays that are drawn to learn from.</summary>
    public int Trays { get; init; } = 2000;

    /// <summary>Trays of other products that the finished detector is measured on.</summary>
    public int Validation { get; init; } = 100;

    /// <summary>Products that may lie on the trays.</summary>
    public int Products { get; init; } = 240;

    public Assortment Assortment { get; init; } = Assortment.Supermarket;

    public DetectorOptions Model { get; init; } = new();

    public int Epochs { get; init; } = 12;

    public int Batch { get; init; } = 8;

    /// <summary>Highest rate; it falls along half a cosine.</summary>
    public double Rate { get; init; } = 2e-3;

    public double WeightDecay { get; init; } = 0.02;

    /// <exception cref="InvalidDataException">The file is not a recipe; names the place.</exception>
    public static DetectorRecipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<DetectorRecipe>(File.ReadAllBytes(path), TrainingRecipe.Json)
                ?? throw new InvalidDataException($"{path} is empty.");
            return recipe.Fault() is { } fault ? throw new InvalidDataException($"{path}: {fault}.") : recipe;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <summary>Changes with everything that changes the numbers of a run; where its files lie does not.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(this with { Run = "", Package = null }, TrainingRecipe.Json)));

    /// <returns>What is wrong with the numbers, or null.</returns>
    private string? Fault()
    {
        if (Trays < 1 || Validation < 1)
            return "trays and validation must be at least 1";
        if (Products < 2 * ProductGenerator.VariantsPerFamily)
            return $"products is {Products}; at least {2 * ProductGenerator.VariantsPerFamily}, two families, are needed";
        if (Batch < 2 || Batch > Trays)
            return $"batch is {Batch}; 2 to {Trays}, as many as there are trays, are possible";
        return Epochs < 1 ? "epochs must be at least 1" : Rate > 0 ? Model.Fault() : "rate must be above 0";
    }
}
