using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>Runs a protocol through a model package as the kiosk would, and measures.</summary>
public static class RetrievalEvaluation
{
    private const int Batch = 16;

    /// <param name="images">The folder that the lines' paths are relative to.</param>
    /// <exception cref="PictureException">A picture of the protocol cannot be read.</exception>
    public static RetrievalMetrics Measure(Encoder encoder, IEnumerable<ProtocolLine> lines, string images)
    {
        var embedded = new List<(ProtocolRole Role, LabelledEmbedding Embedding)>();
        foreach (var chunk in lines.Chunk(Batch))
        {
            var pictures = new List<Mat>(chunk.Length);
            try
            {
                pictures.AddRange(chunk.Select(line => Pictures.Read(Path.Combine(images, line.Path))));
                var embeddings = encoder.Embed(pictures);
                embedded.AddRange(chunk.Select((line, i) => (line.Role, new LabelledEmbedding(line.Product, embeddings[i]))));
            }
            finally
            {
                pictures.ForEach(picture => picture.Dispose());
            }
        }
        return RetrievalMetrics.Compute(Of(ProtocolRole.Gallery), Of(ProtocolRole.Query), Of(ProtocolRole.Unknown));

        List<LabelledEmbedding> Of(ProtocolRole role) => [.. embedded.Where(pair => pair.Role == role).Select(pair => pair.Embedding)];
    }
}
