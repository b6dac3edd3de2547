using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>All gallery entries and products in the order of their similarity to one query.</summary>
internal sealed class Ranking
{
    public Ranking(IReadOnlyList<LabelledEmbedding> gallery, LabelledEmbedding query)
    {
        var similarities = new float[gallery.Count];
        for (var i = 0; i < gallery.Count; i++)
            similarities[i] = query.Embedding.Similarity(gallery[i].Embedding);
        int[] order =
        [
            .. Enumerable.Range(0, gallery.Count).OrderByDescending(i => similarities[i]).ThenBy(i => gallery[i].Product).ThenBy(i => i),
        ];

        var products = new HashSet<Sku>();
        var nearest = ImmutableArray.CreateBuilder<float>(DecisionPolicy.MaxPickList);
        float? own = null;
        int first = order[0], hits = 0, hitsAtR = 0, relevant = gallery.Count(entry => entry.Product == query.Product);
        int? second = null, rank = null;
        double sum = 0, sumAtR = 0;
        for (var place = 0; place < order.Length; place++)
        {
            var product = gallery[order[place]].Product;
            if (products.Add(product))
            {
                if (products.Count == 2)
                    second = order[place];
                if (products.Count <= DecisionPolicy.MaxPickList)
                    nearest.Add(similarities[order[place]]);
                if (product == query.Product)
                    (rank, own) = (products.Count, similarities[order[place]]);
            }
            if (product != query.Product)
                continue;
            hits++;
            var precision = (double)hits / (place + 1);
            sum += precision;
            if (place < relevant)
                (hitsAtR, sumAtR) = (hits, sumAtR + precision);
        }
        AveragePrecision = sum / relevant;
        AveragePrecisionAtR = sumAtR / relevant;
        RPrecision = (double)hitsAtR / relevant;
        var (runnerUp, next) = second is { } other ? (gallery[other].Product, similarities[other]) : ((Sku?)null, -1f);
        Outcome = new QueryOutcome(
            query.Product, gallery[first].Product, similarities[first], runnerUp, similarities[first] - next, rank)
        {
            Own = own,
            Nearest = nearest.ToImmutable(),
        };
    }

    public QueryOutcome Outcome { get; }

    // NaN where nothing is relevant, as for an unknown.
    public double AveragePrecision { get; }

    public double AveragePrecisionAtR { get; }

    public double RPrecision { get; }
}
