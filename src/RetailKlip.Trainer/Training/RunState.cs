using System.Globalization;

namespace RetailKlip.Trainer;

/// <summary>Where a run stands after a whole epoch, besides its tensors.</summary>
/// <param name="Recipe">What identifies the run, <see cref="TrainingRecipe.Fingerprint"/>; another recipe cannot continue it.</param>
/// <param name="Epoch">The epoch to go on with, from 0: as many are done.</param>
/// <param name="BestScore">Highest validation score so far; 0 before the first.</param>
/// <param name="BestEpoch">After how many epochs that was; 0 before the first.</param>
public sealed record RunState(string Recipe, int Epoch, double BestScore = 0, int BestEpoch = 0)
{
    /// <exception cref="KeyNotFoundException">An entry is missing.</exception>
    /// <exception cref="FormatException">An entry is not a number.</exception>
    internal static RunState FromMetadata(IReadOnlyDictionary<string, string> metadata) => new(
        metadata["recipe"],
        int.Parse(metadata["epoch"], CultureInfo.InvariantCulture),
        double.Parse(metadata.GetValueOrDefault("bestScore", "0"), CultureInfo.InvariantCulture),
        int.Parse(metadata.GetValueOrDefault("bestEpoch", "0"), CultureInfo.InvariantCulture));

    internal IEnumerable<(string Name, string Value)> ToMetadata() =>
    [
        ("recipe", Recipe), ("epoch", Epoch.ToString(CultureInfo.InvariantCulture)),
        ("bestScore", BestScore.ToString("R", CultureInfo.InvariantCulture)),
        ("bestEpoch", BestEpoch.ToString(CultureInfo.InvariantCulture)),
    ];
}
