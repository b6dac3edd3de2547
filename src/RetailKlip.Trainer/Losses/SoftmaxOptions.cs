namespace RetailKlip.Trainer;

/// <summary><see cref="SoftmaxLoss"/> has no numbers.</summary>
public sealed record SoftmaxOptions : LossOptions
{
    public override MetricLoss Create(int dimension, int classes) => new SoftmaxLoss(dimension, classes);
}
