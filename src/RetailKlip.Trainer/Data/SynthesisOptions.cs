namespace RetailKlip.Trainer;

/// <summary>What <see cref="Synthesis"/> draws.</summary>
/// <param name="Scenes">Trays with several of the products on them.</param>
public sealed record SynthesisOptions(DrawnOptions Drawn, int Scenes);
