namespace RetailKlip.Trainer;

/// <summary>How far a run is.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps made in the whole run.</param>
/// <param name="Loss">Mean of the epoch so far.</param>
/// <param name="Rate">The rate of the last step.</param>
/// <param name="PicturesPerSecond">Of the epoch so far.</param>
/// <param name="Seconds">Of the epoch so far.</param>
/// <param name="TimeLeft">For the rest of the run, at the pace since it was started or resumed.</param>
/// <param name="Validation">Top-1 on products that are not trained on; null within an epoch, and where there are none.</param>
/// <param name="EpochEnded">The last report of its epoch; its checkpoint is written.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double Rate, double PicturesPerSecond, double Seconds, TimeSpan TimeLeft,
    double? Validation = null, bool EpochEnded = false);
