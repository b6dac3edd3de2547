namespace RetailKlip.Trainer;

/// <summary>How fast each weight learns.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Highest rate of the encoder's top block.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>Highest rate of the encoder's head, what makes the embedding of the top block; null for that of the top block.</summary>
    public double? HeadRate { get; init; }

    /// <summary>
    /// Rate of a block in terms of that above it: 1 for all alike, 0.7 as RetailKLIP fine-tunes a transformer
    /// (Howard and Ruder, ULMFiT, ACL 2018, section 3.2, discriminative fine-tuning).
    /// </summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Highest rate of the loss's own weights, its class centres; null for that of the top block.</summary>
    public double? LossRate { get; init; }

    /// <summary>Share of all steps over which the rate rises.</summary>
    public double WarmUp { get; init; } = 0.05;

    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Gradients longer than this, over all weights, are shortened to it.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Share that the average of the weights keeps at each step, such as 0.999; 0 for no average.</summary>
    public double MovingAverage { get; init; }

    public TrainedPart Trains { get; init; }

    /// <summary>Blocks below the head that learn, for <see cref="TrainedPart.LastBlocks"/>.</summary>
    public int LastBlocks { get; init; } = 1;

    /// <param name="layers">Of the encoder.</param>
    /// <returns>The lowest layer that learns; <paramref name="layers"/> where none does.</returns>
    public int FirstTrainedLayer(int layers) => Trains switch
    {
        TrainedPart.Full => 0,
        TrainedPart.LastBlocks => Math.Max(0, layers - 1 - LastBlocks),
        TrainedPart.HeadOnly => layers - 1,
        _ => layers,
    };

    /// <returns>What is wrong with the numbers, or null.</returns>
    public string? Fault() => this switch
    {
        { Rate: not > 0 } or { LossRate: <= 0 } or { HeadRate: <= 0 } => "optimizer: rates must be greater than 0",
        { LayerDecay: not (> 0 and <= 1) } => "optimizer.layerDecay must be greater than 0 and at most 1",
        { MovingAverage: not (>= 0 and < 1) } => "optimizer.movingAverage must be at least 0 and less than 1",
        { WarmUp: not (>= 0 and < 1) } => "optimizer.warmUp must be at least 0 and less than 1",
        { ClipNorm: not > 0 } or { WeightDecay: not >= 0 } or { LastBlocks: < 0 } =>
            "optimizer: clipNorm, weightDecay or lastBlocks is negative",
        _ => null,
    };
}
