namespace RetailKlip.Trainer;

/// <summary>How long to learn, and from which batches.</summary>
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

    /// <summary>
    /// Stops after this many epochs without a better validation score, and the best epoch's weights are what the run results in;
    /// 0 trains to the end.
    /// </summary>
    public int Patience { get; init; }

    /// <param name="epoch">From 0.</param>
    /// <returns>Width and height in pixels.</returns>
    public int SizeOf(int epoch) => Sizes.Last(size => size.From * Epochs <= epoch).Pixels;
}
