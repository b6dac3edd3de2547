namespace RetailKlip.Cli;

/// <summary>A JSON line of `klip embed`.</summary>
/// <param name="Embedding">L2 norm 1.</param>
internal sealed record EmbeddingLine(string Path, string EncoderId, float[] Embedding);
