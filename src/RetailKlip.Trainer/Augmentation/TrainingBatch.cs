namespace RetailKlip.Trainer;

/// <summary>One step's pictures.</summary>
/// <param name="Pixels">N × height × width × 3 bytes, RGB.</param>
/// <param name="Labels">N classes.</param>
public sealed record TrainingBatch(byte[] Pixels, long[] Labels);
