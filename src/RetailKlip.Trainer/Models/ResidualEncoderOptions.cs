using System.Text.Json.Serialization;

namespace RetailKlip.Trainer;

/// <summary>The shape of the residual network.</summary>
public sealed record ResidualEncoderOptions
{
    /// <summary>Channels after the first two convolutions.</summary>
    public int Stem { get; init; } = 48;

    /// <summary>Channels of each stage; every stage but the first halves the picture.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [48, 96, 192, 320];

    /// <summary>Residual blocks of each stage.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Floats of an embedding.</summary>
    public int Dimension { get; init; } = 256;

    /// <summary>How many pixels of the picture one of the last stage stands for; pictures' sides must be multiples of it.</summary>
    [JsonIgnore]
    public int Stride => 4 << (Widths.Count - 1);

    /// <exception cref="ArgumentException">Stages do not match, or a number is not positive.</exception>
    public ResidualEncoderOptions Validated() =>
        Widths.Count > 0 && Widths.Count == Blocks.Count && Widths.Concat(Blocks).Append(Stem).Append(Dimension).All(number => number > 0)
            ? this
            : throw new ArgumentException("model: widths and blocks need one number a stage, and all numbers must be positive.");
}
