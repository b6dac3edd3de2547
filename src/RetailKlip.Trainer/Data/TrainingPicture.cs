namespace RetailKlip.Trainer;

/// <summary>A picture to learn from.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Product">Index into <see cref="ProductDataset.Products"/>.</param>
/// <param name="Recolourings">
/// How many classes its product stands for, by exchanging colour channels: 1 to <see cref="Augmenter.MaxRecolourings"/>.
/// </param>
public sealed record TrainingPicture(string Path, int Product, int Recolourings = 1);
