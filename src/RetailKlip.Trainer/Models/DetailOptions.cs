using System.Globalization;
using System.Text.Json.Serialization;

namespace RetailKlip.Trainer;

/// <summary>What an embedding takes over from the blocks in the middle of a network; see <see cref="WhitenedDetails"/>.</summary>
public sealed record DetailOptions
{
    /// <summary>Numbers of the blocks, from 0.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Floats that join the embedding; at most three a channel of those blocks.</summary>
    public required int Dimension { get; init; }

    /// <summary>Length of that part where the part that was trained has length 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Share of the mean variance in every direction's, which keeps noise from being blown up; in [0, 1].</summary>
    public double Shrinkage { get; init; } = 0.003;

    /// <param name="widths">Channels of the network's blocks.</param>
    /// <returns>What is wrong with the numbers, or null.</returns>
    internal string? Fault(IReadOnlyList<int> widths)
    {
        if (Blocks.Count == 0 || Blocks.Distinct().Count() < Blocks.Count || Blocks.Any(block => block < 0 || block >= widths.Count))
            return string.Create(CultureInfo.InvariantCulture, $"model.details.blocks must be different numbers from 0 to {widths.Count - 1}");
        var most = WhitenedDetails.StatisticsPerChannel * Blocks.Sum(block => widths[block]);
        if (Dimension < 1 || Dimension > most)
            return string.Create(CultureInfo.InvariantCulture, $"model.details.dimension is {Dimension}; 1 to {most} are possible");
        return Weight > 0 && Shrinkage is >= 0 and <= 1 ? null : "model.details.weight must be positive and shrinkage in [0, 1]";
    }
}
