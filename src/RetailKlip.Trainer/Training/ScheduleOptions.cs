namespace RetailKlip.Trainer;

/// <summary>How long and how fast to learn.</summary>
public sealed record ScheduleOptions
{
    /// <summary>An epoch is as many pictures as the data set has, drawn by product.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Pictures of a batch.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Pictures of one class in a batch.</summary>
    public int PerClass { get; init; } = 4;

    /// <summary>What training looks at, the first from 0 on; the model is used at the size of its input.</summary>
    public IReadOnlyList<TrainingSize> Sizes { get; init; } = [new(0, 64), new(0.55, 96)];

    public double Rate { get; init; } = 2e-3;

    /// <summary>Share of all steps over which the rate rises.</summary>
    public double WarmUp { get; init; } = 0.05;

    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <param name="epoch">From 0.</param>
    /// <returns>Width and height in pixels.</returns>
    public int SizeOf(int epoch) => Sizes.Last(size => size.From * Epochs <= epoch).Pixels;
}
