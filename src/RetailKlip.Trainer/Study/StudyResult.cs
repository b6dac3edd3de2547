using System.Text.Json;
using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary>What a study measured. Accuracies are top-1 in [0, 1]; seconds are of the machine in <see cref="Machine"/>.</summary>
/// <param name="Date">On which it ended, UTC.</param>
public sealed record StudyResult(
    string Name,
    string Note,
    string Machine,
    DateOnly Date,
    string Data,
    IReadOnlyList<MethodResult> Methods,
    IReadOnlyList<ShotsResult> Shots,
    IReadOnlyList<GrowthResult> Growth,
    IReadOnlyList<VariantResult> Losses,
    IReadOnlyList<VariantResult> LayerDecays,
    IReadOnlyList<GalleryPoint> Gallery)
{
    public const string FileName = "study.json";

    /// <param name="run">The study's folder.</param>
    /// <returns>Null where the folder is not a study's.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static StudyResult? Read(string run)
    {
        var path = Path.Combine(run, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<StudyResult>(File.ReadAllBytes(path), TrainingRecipe.Json) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not a study's result: {error.Message.Split('\n')[0]}", error);
        }
    }

    public void Write(string run) =>
        DurableFile.Write(Path.Combine(run, FileName), file => JsonSerializer.Serialize(file, this, TrainingRecipe.Json));
}

/// <summary>One way to teach an encoder.</summary>
/// <param name="KnownProducts">On test pictures of the products trained on.</param>
/// <param name="NewProducts">On test pictures of products enrolled only; null where the way cannot name them at all.</param>
/// <param name="TrainingSeconds">Its training, that of what it starts from left out.</param>
public sealed record MethodResult(string Method, double KnownProducts, double? NewProducts, double TrainingSeconds);

/// <summary>How well new products are told apart by so many enrolled pictures each.</summary>
/// <param name="Frozen">By the encoder that all start from.</param>
/// <param name="FineTuned">By RetailKLIP's.</param>
public sealed record ShotsResult(int Shots, double Frozen, double FineTuned);

/// <summary>The shop with so many products: the price of those that came last, and how well all are named.</summary>
/// <param name="EnrolSeconds">To embed the pictures of the added products.</param>
/// <param name="RetrainSeconds">To train a classifier of all products.</param>
public sealed record GrowthResult(
    int Products, int Added, double EnrolSeconds, double EnrolAccuracy, double RetrainSeconds, double RetrainAccuracy);

/// <summary>The fine-tuning with one thing changed.</summary>
public sealed record VariantResult(string Variant, double KnownProducts, double NewProducts, double TrainingSeconds);

/// <summary>A picture of the gallery in the plane that t-SNE lays it out in.</summary>
/// <param name="IsNew">Not trained on.</param>
public sealed record GalleryPoint(string Product, bool IsNew, double X, double Y);
