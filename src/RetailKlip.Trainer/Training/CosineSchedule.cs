namespace RetailKlip.Trainer;

/// <summary>A rate that rises linearly for some steps and then falls along half a cosine, to nearly nothing at the last step.</summary>
/// <param name="Peak">The rate at the end of the rise.</param>
/// <param name="WarmUpSteps">At least 0, fewer than <paramref name="TotalSteps"/>.</param>
public sealed record CosineSchedule(double Peak, int WarmUpSteps, int TotalSteps)
{
    /// <param name="step">From 0.</param>
    public double Rate(int step) => step < WarmUpSteps
        ? Peak * (step + 1) / WarmUpSteps
        : Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (step - WarmUpSteps + 1.0) / (TotalSteps - WarmUpSteps))));
}
