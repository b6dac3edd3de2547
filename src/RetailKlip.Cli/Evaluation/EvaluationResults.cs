using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Every query and unknown of a protocol, answered by a gallery of its gallery pictures.</summary>
internal sealed class EvaluationResults
{
    public EvaluationResults(ProtocolFile protocol, IReadOnlyDictionary<string, Embedding> embeddings)
    {
        Protocol = protocol;
        var gallery = protocol.Of(ProtocolRole.Gallery).ToList();
        Gallery = new Gallery(
            1,
            embeddings[gallery[0].Path].EncoderId,
            embeddings[gallery[0].Path].Dimension,
            gallery.Select(line => line.Product).Distinct().Select(sku => new Product(sku, sku.Value)),
            gallery.Select((line, index) => new GalleryEntry(index + 1, line.Product, embeddings[line.Path], line.Path)));
        Queries = Ask(ProtocolRole.Query);
        Unknowns = Ask(ProtocolRole.Unknown);
        Metrics = RetrievalMetrics.Compute(Labelled(ProtocolRole.Gallery), Labelled(ProtocolRole.Query), Labelled(ProtocolRole.Unknown));

        List<QueryResult> Ask(ProtocolRole role) =>
            [.. protocol.Of(role).Select(line => new QueryResult(line.Path, line.Product, Gallery.Match(embeddings[line.Path])!))];
        List<LabelledEmbedding> Labelled(ProtocolRole role) =>
            [.. protocol.Of(role).Select(line => new LabelledEmbedding(line.Product, embeddings[line.Path]))];
    }

    public ProtocolFile Protocol { get; }

    public Gallery Gallery { get; }

    public IReadOnlyList<QueryResult> Queries { get; }

    public IReadOnlyList<QueryResult> Unknowns { get; }

    public RetrievalMetrics Metrics { get; }
}
