namespace RetailKlip.Trainer;

/// <summary>How a step is computed: the same learning with less memory or time.</summary>
public sealed record ComputeOptions
{
    public Precision Precision { get; init; }

    /// <summary>Parts that a batch goes through the network in, one after the other; must divide the batch.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>See <see cref="ImageEncoder.CheckpointsActivations"/>.</summary>
    public bool CheckpointsActivations { get; init; }
}
