namespace RetailKlip.Trainer;

/// <summary>Where a drawing stands.</summary>
/// <param name="Pictures">Drawn so far, those of earlier starts included.</param>
/// <param name="PicturesPerSecond">Since this start.</param>
public sealed record SynthesisProgress(int Pictures, int OfPictures, double PicturesPerSecond, TimeSpan TimeLeft);
