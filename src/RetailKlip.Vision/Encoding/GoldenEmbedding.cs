using System.Collections.Immutable;

namespace RetailKlip.Vision;

/// <summary>What the encoder makes of one picture of <see cref="GoldenPictures"/>.</summary>
/// <param name="Picture">A name of <see cref="GoldenPictures.Names"/>.</param>
/// <param name="Embedding">Normalised, computed with the FP32 encoder on the CPU.</param>
public sealed record GoldenEmbedding(string Picture, ImmutableArray<float> Embedding);
