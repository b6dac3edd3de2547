using System.Text.Json;

namespace RetailKlip.Trainer;

/// <summary>
/// A comparison of ways to teach an encoder products, on one data set and in one run. The real pictures are the seen products of the
/// Grocery Store Dataset; the recipes' own <c>run</c> folders do not count.
/// </summary>
public sealed record StudyRecipe
{
    public required string Name { get; init; }

    /// <summary>What a reader of the result should know, such as what else the machine did.</summary>
    public string Note { get; init; } = "";

    /// <summary>Folder for the study's runs and its result, relative to the working directory.</summary>
    public required string Run { get; init; }

    /// <summary>What every way starts from: on other pictures than those of the study, such as drawn ones.</summary>
    public required TrainingRecipe Pretraining { get; init; }

    /// <summary>RetailKLIP's fine-tuning on the study's pictures; the others differ from it in one point each.</summary>
    public required TrainingRecipe FineTuning { get; init; }

    /// <summary>Losses to put in the place of the fine-tuning's own.</summary>
    public IReadOnlyList<LossOptions> Losses { get; init; } = [];

    /// <summary>Decays to put in the place of the fine-tuning's own.</summary>
    public IReadOnlyList<double> LayerDecays { get; init; } = [];

    /// <summary>Pictures enrolled of each new product.</summary>
    public IReadOnlyList<int> Shots { get; init; } = [1, 3, 5, 10];

    /// <summary>Products of the shop on its first day.</summary>
    public int FirstProducts { get; init; } = 24;

    /// <summary>Products that come at a time.</summary>
    public int AddedProducts { get; init; } = 10;

    /// <exception cref="InvalidDataException">The file is not a study's recipe; names the place.</exception>
    public static StudyRecipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<StudyRecipe>(File.ReadAllBytes(path), TrainingRecipe.Json)
                ?? throw new InvalidDataException($"{path} is empty.");
            return recipe.Fault() is { } fault ? throw new InvalidDataException($"{path}: {fault}.") : recipe;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {error.Message.Split('\n')[0]}", error);
        }
    }

    private string? Fault()
    {
        if (FineTuning.Data.GroceryStore is null || FineTuning.Data.HoldOutEvery < 2)
            return "fineTuning.data needs groceryStore and holdOutEvery, which says which products are new";
        if (Pretraining.Data.GroceryStore is not null)
            return "pretraining.data must not hold the pictures of the study";
        if (FineTuning.Data.Recolourings != 1)
            return "fineTuning.data.recolourings must be 1: a classifier names products, not recolourings";
        if (Pretraining.Fault() is { } pretraining)
            return $"pretraining: {pretraining}";
        if (FineTuning.Fault() is { } fineTuning)
            return $"fineTuning: {fineTuning}";
        if (Pretraining.StartFrom is not null || FineTuning.StartFrom is not null)
            return "startFrom: pretraining starts at random, and everything else from it";
        if (Pretraining.Schedule.Patience > 0 || FineTuning.Schedule.Patience > 0)
            return "schedule.patience: in a study all ways train as long";
        if (FineTuning.Data is not { Folders.Count: 0, Manifests.Count: 0, Drawn: null, ValidationEvery: 0 })
            return "fineTuning.data: a study takes groceryStore alone";
        if (FineTuning.Schedule.Batch / FineTuning.Schedule.PerClass > FirstProducts)
            return $"firstProducts is {FirstProducts}, but a batch of fineTuning.schedule wants "
                + $"{FineTuning.Schedule.Batch / FineTuning.Schedule.PerClass} products";
        if (Losses.Select(StudyRun.Kind).Append(StudyRun.Kind(FineTuning.Loss)).Distinct().Count() <= Losses.Count
            || LayerDecays.Select(StudyRun.Spelt).Append(StudyRun.Spelt(FineTuning.Optimizer.LayerDecay)).Distinct().Count() <= LayerDecays.Count)
            return "losses and layerDecays must differ from each other, and from the fine-tuning's own";
        return FirstProducts < 1 || AddedProducts < 1 || Shots.Any(shots => shots < 1)
            ? "numbers of products and shots must be positive"
            : null;
    }
}
