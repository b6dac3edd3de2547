namespace RetailKlip.Trainer;

/// <summary>The numbers of <see cref="MultiSimilarityLoss"/>.</summary>
public sealed record MultiSimilarityOptions : LossOptions
{
    public double Alpha { get; init; } = 2;

    public double Beta { get; init; } = 50;

    public double Base { get; init; } = 0.5;

    public override MetricLoss Create(int dimension, int classes) => new MultiSimilarityLoss(Alpha, Beta, Base);
}
