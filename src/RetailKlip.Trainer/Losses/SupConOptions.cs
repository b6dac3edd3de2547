namespace RetailKlip.Trainer;

/// <summary>The number of <see cref="SupConLoss"/>.</summary>
public sealed record SupConOptions : LossOptions
{
    public double Temperature { get; init; } = 0.1;

    public override MetricLoss Create(int dimension, int classes) => new SupConLoss(Temperature);
}
