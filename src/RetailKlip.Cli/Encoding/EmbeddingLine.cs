using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>A JSON line of `klip embed`.</summary>
/// <param name="Embedding">L2 norm 1.</param>
internal sealed record EmbeddingLine(string Path, string EncoderId, float[] Embedding)
{
    public static EmbeddingLine Of(string path, Embedding embedding) => new(path, embedding.EncoderId.Value, embedding.Values.ToArray());
}
