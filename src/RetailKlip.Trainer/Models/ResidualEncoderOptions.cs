namespace RetailKlip.Trainer;

/// <summary>The shape of the residual network.</summary>
public sealed record ResidualEncoderOptions : ImageEncoderOptions
{
    /// <summary>Channels after the first two convolutions.</summary>
    public int Stem { get; init; } = 48;

    /// <summary>Channels of each stage; every stage but the first halves the picture.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [48, 96, 192, 320];

    /// <summary>Residual blocks of each stage.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Floats of an embedding.</summary>
    public int Dimension { get; init; } = 256;

    public override int SizeMultiple => 4 << (Widths.Count - 1);

    public override ImageEncoder Create(int width, int height) => new ResidualEncoder(this);

    public override string? Fault() =>
        Widths.Count > 0 && Widths.Count == Blocks.Count && Widths.Concat(Blocks).Append(Stem).Append(Dimension).All(number => number > 0)
            ? null
            : "model: widths and blocks need one number a stage, and all numbers must be positive";
}
