namespace RetailKlip.Trainer;

/// <summary>The size of the pictures from some point of a run on. Small pictures first buy more of them.</summary>
/// <param name="From">Share of all epochs, in [0, 1).</param>
/// <param name="Pixels">Width and height.</param>
public sealed record TrainingSize(double From, int Pixels);
