using System.Text.Json;
using CsCheck;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Core;

public sealed class RetrievalMetricsTests
{
    /// <summary>Similarities of corners are exact and often equal, so that ties count, too.</summary>
    [Fact]
    public void Every_metric_equals_a_naive_computation() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 40], Gen.Int[0, 2], Gen.Int)
            .Sample((products, entries, asked, strangers, power, seed) =>
        {
            var random = new Random(seed);
            LabelledEmbedding[] Draw(int count, Func<int, string> product) =>
                [.. Enumerable.Range(0, count).Select(i =>
                    new LabelledEmbedding(Sku.Parse(product(i)), Samples.CornerEmbedding(random, 1 << (2 * power))))];
            var gallery = Draw(Math.Max(products, entries), i => $"sku-{(i < products ? i : random.Next(products))}");
            var queries = Draw(asked, _ => $"sku-{random.Next(products)}");
            var unknowns = Draw(strangers, _ => $"stranger-{random.Next(3)}");

            var metrics = RetrievalMetrics.Compute(gallery, queries, unknowns);

            var naive = new Naive(gallery, queries, unknowns);
            AssertNear(naive.Top(1), metrics.Top1);
            AssertNear(naive.Top(5), metrics.Top5);
            AssertNear(naive.PerClass(), metrics.PerClass);
            AssertNear(naive.Map(), metrics.Map);
            AssertNear(naive.MapAtR(), metrics.MapAtR);
            AssertNear(naive.RPrecision(), metrics.RPrecision);
            AssertNear(naive.Auroc(), metrics.Auroc);
            AssertNear(naive.Dir(0.99), metrics.DirAtFar1);
            AssertNear(naive.Dir(0.999), metrics.DirAtFar01);
        });

    [Fact]
    public void Every_outcome_is_what_the_gallery_answers()
    {
        var shelf = Samples.RandomGallery(5, products: 9, images: 4, dimension: 16);
        LabelledEmbedding[] entries = [.. shelf.Entries.Select(entry => new LabelledEmbedding(entry.Sku, entry.Embedding))];
        var random = new Random(2);
        LabelledEmbedding[] queries = [.. shelf.Products.Select(product =>
            new LabelledEmbedding(product.Sku, Samples.RandomEmbedding(random, 16)))];
        LabelledEmbedding[] unknowns = [.. Enumerable.Range(0, 9)
            .Select(_ => new LabelledEmbedding(Sku.Parse("stranger"), Samples.RandomEmbedding(random, 16)))];

        var metrics = RetrievalMetrics.Compute(entries, queries, unknowns);

        foreach (var (picture, outcome) in queries.Concat(unknowns).Zip(metrics.Queries.Concat(metrics.Unknowns)))
        {
            var match = shelf.Match(picture.Embedding, 9)!;
            var rank = match.Candidates.Select(candidate => candidate.Product.Sku).ToList().IndexOf(picture.Product) + 1;
            Assert.Equal(
                new QueryOutcome(picture.Product, match.Best.Product.Sku, match.Similarity, match.RunnerUp!.Product.Sku, match.Margin,
                    rank == 0 ? null : rank), outcome with { Own = null, Nearest = [] });
            Assert.Equal(rank == 0 ? null : match.Candidates[rank - 1].Similarity, outcome.Own);
            Assert.Equal(match.Candidates.Take(DecisionPolicy.MaxPickList).Select(candidate => candidate.Similarity), outcome.Nearest);
        }
    }

    [Fact]
    public void Without_unknowns_there_is_nothing_to_tell_apart()
    {
        var metrics = RetrievalMetrics.Compute([Labelled("a", 1, 0)], [Labelled("a", 1, 0)], []);
        Assert.Equal((1.0, 1.0, 1.0, 1.0), (metrics.Top1, metrics.Top5, metrics.PerClass, metrics.Map));
        Assert.Equal((null, null, null), (metrics.Auroc, metrics.DirAtFar1, metrics.DirAtFar01));
    }

    /// <summary>Computed by hand.</summary>
    [Fact]
    public void A_small_case_gives_the_numbers_of_the_contract()
    {
        LabelledEmbedding[] gallery = [Labelled("a", 1, 0), Labelled("a", 0, 1), Labelled("b", 0.6f, 0.8f)];
        // Similarities to a, a, b: 1, 0, 0.6 - right; and 0.28, 0.96, 0.936 - wrong, for it is b.
        LabelledEmbedding[] queries = [Labelled("a", 1, 0), Labelled("b", 0.28f, 0.96f)];
        LabelledEmbedding[] unknowns = [Labelled("x", 0, 1), Labelled("x", -1, 0)];
        var metrics = RetrievalMetrics.Compute(gallery, queries, unknowns);
        AssertNear(0.5, metrics.Top1);
        AssertNear(1, metrics.Top5);
        AssertNear(0.5, metrics.PerClass);
        // The first finds its entries at places 1 and 3, the second at place 2.
        AssertNear(((1 + 2.0 / 3) / 2 + 0.5) / 2, metrics.Map);
        AssertNear((0.5 + 0) / 2, metrics.MapAtR);
        // Best similarities 1 and 0.96 against 1 and 0: one tie, one loss, two wins.
        AssertNear(2.5 / 4, metrics.Auroc);
        // The 99th percentile of 0 and 1 is 0.99.
        AssertNear(0.5, metrics.DirAtFar1);
        AssertNear(0.5, metrics.DirAtFar01);
    }

    /// <summary>numpy.percentile, method 'linear'.</summary>
    [Theory]
    [InlineData(0.99, 3.97)]
    [InlineData(0.5, 2.5)]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(0.25, 1.75)]
    public void Quantiles_are_interpolated_linearly(double share, double expected) =>
        AssertNear(expected, RetrievalMetrics.Quantile([1, 2, 3, 4], share));

    [Fact]
    public void The_quantile_of_one_value_is_that_value() => Assert.Equal(7, RetrievalMetrics.Quantile([7], 0.99));

    [Fact]
    public void What_has_no_meaning_is_refused()
    {
        LabelledEmbedding[] a = [Labelled("a", 1, 0)], b = [Labelled("b", 1, 0)];
        Assert.Throws<ArgumentException>(() => RetrievalMetrics.Compute([], a, []));
        Assert.Throws<ArgumentException>(() => RetrievalMetrics.Compute(a, [], []));
        Assert.Throws<ArgumentException>(() => RetrievalMetrics.Compute(a, b, []));
        Assert.Throws<ArgumentException>(() => RetrievalMetrics.Compute(a, a, a));
    }

    /// <summary>The values that pytorch-metric-learning computed.</summary>
    [Fact]
    public void Retrieval_equals_the_reference()
    {
        using var cases = SafetensorsFile.Open(Shared.File("reference/metric-learning/cases.safetensors"));
        using var expected = JsonDocument.Parse(File.ReadAllText(Shared.File("reference/metric-learning/expected.json")));
        var gallery = Read(cases, "retrieval.reference", "labels");
        var enrolled = gallery.Select(entry => entry.Product).ToHashSet();
        // Its authors leave queries out that nothing in the reference set can answer.
        LabelledEmbedding[] queries = [.. Read(cases, "retrieval.query", "retrieval.query_labels")
            .Where(query => enrolled.Contains(query.Product))];

        var metrics = RetrievalMetrics.Compute(gallery, queries, []);

        var values = expected.RootElement.GetProperty("retrieval");
        AssertNear(values.GetProperty("precision_at_1").GetDouble(),
            queries.Average(query => Best(gallery, query).Product == query.Product ? 1.0 : 0));
        AssertNear(values.GetProperty("precision_at_1").GetDouble(), metrics.Top1);
        AssertNear(values.GetProperty("r_precision").GetDouble(), metrics.RPrecision);
        AssertNear(values.GetProperty("mean_average_precision_at_r").GetDouble(), metrics.MapAtR);
        AssertNear(values.GetProperty("mean_average_precision").GetDouble(), metrics.Map);
    }

    private static LabelledEmbedding Best(LabelledEmbedding[] gallery, LabelledEmbedding query) =>
        gallery.MaxBy(entry => entry.Embedding.Similarity(query.Embedding))!;

    private static LabelledEmbedding[] Read(SafetensorsFile file, string embeddings, string labels)
    {
        var values = file.ReadSingles(embeddings);
        var numbers = file.ReadIntegers(labels);
        var dimension = (int)file.Tensors[embeddings].Shape[1];
        return [.. numbers.Select((label, row) =>
            new LabelledEmbedding(Sku.Parse($"class-{label}"),
                Embedding.Normalise(Samples.Encoder, values.AsSpan(row * dimension, dimension))))];
    }

    private static LabelledEmbedding Labelled(string product, params float[] values) =>
        new(Sku.Parse(product), Embedding.Normalise(Samples.Encoder, values));

    private static void AssertNear(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected ?? 0, actual ?? 0, 1e-9);
    }

    /// <summary>Every metric from its definition: ranks by counting what lies ahead, shares by counting pairs.</summary>
    private sealed class Naive(LabelledEmbedding[] gallery, LabelledEmbedding[] queries, LabelledEmbedding[] unknowns)
    {
        public double Top(int k) => Mean(queries, query => ProductRank(query) <= k ? 1 : 0);

        public double PerClass()
        {
            Sku[] products = [.. queries.Select(query => query.Product).Distinct()];
            return products.Sum(product =>
                Mean([.. queries.Where(query => query.Product == product)], query => ProductRank(query) == 1 ? 1 : 0)) / products.Length;
        }

        public double Map() => Mean(queries, query => AveragePrecision(query, gallery.Length));

        public double MapAtR() => Mean(queries, query => AveragePrecision(query, Relevant(query).Length));

        public double RPrecision() => Mean(queries, query =>
            (double)Relevant(query).Count(entry => Rank(query, entry) <= Relevant(query).Length) / Relevant(query).Length);

        public double? Auroc()
        {
            if (unknowns.Length == 0)
                return null;
            var sum = 0.0;
            foreach (var query in queries)
                foreach (var unknown in unknowns)
                    sum += BestSimilarity(query) > BestSimilarity(unknown) ? 1 : BestSimilarity(query) == BestSimilarity(unknown) ? 0.5 : 0;
            return sum / queries.Length / unknowns.Length;
        }

        public double? Dir(double share)
        {
            if (unknowns.Length == 0)
                return null;
            double[] sorted = [.. unknowns.Select(unknown => (double)BestSimilarity(unknown)).Order()];
            var place = share * (sorted.Length - 1);
            var whole = (int)place;
            var threshold = whole + 1 < sorted.Length
                ? sorted[whole] * (1 - (place - whole)) + sorted[whole + 1] * (place - whole)
                : sorted[whole];
            return Mean(queries, query => ProductRank(query) == 1 && BestSimilarity(query) > threshold + 1e-12 ? 1 : 0);
        }

        private double AveragePrecision(LabelledEmbedding query, int within)
        {
            var relevant = Relevant(query);
            var sum = 0.0;
            foreach (var entry in relevant)
            {
                var rank = Rank(query, entry);
                if (rank <= within)
                    sum += (double)relevant.Count(other => Rank(query, other) <= rank) / rank;
            }
            return sum / relevant.Length;
        }

        private int[] Relevant(LabelledEmbedding query) =>
            [.. Enumerable.Range(0, gallery.Length).Where(i => gallery[i].Product == query.Product)];

        private int Rank(LabelledEmbedding query, int entry) =>
            1 + Enumerable.Range(0, gallery.Length).Count(other => IsAhead(query, other, entry));

        private bool IsAhead(LabelledEmbedding query, int one, int other)
        {
            float a = Similarity(query, one), b = Similarity(query, other);
            var order = string.CompareOrdinal(gallery[one].Product.Value, gallery[other].Product.Value);
            return a > b || a == b && (order < 0 || order == 0 && one < other);
        }

        private int ProductRank(LabelledEmbedding query)
        {
            var own = BestSimilarity(query, query.Product);
            return 1 + gallery.Select(entry => entry.Product).Distinct().Count(product => product != query.Product
                && (BestSimilarity(query, product) > own
                    || BestSimilarity(query, product) == own && string.CompareOrdinal(product.Value, query.Product.Value) < 0));
        }

        private float BestSimilarity(LabelledEmbedding query, Sku? product = null) =>
            Enumerable.Range(0, gallery.Length).Where(i => product is null || gallery[i].Product == product).Max(i => Similarity(query, i));

        private float Similarity(LabelledEmbedding query, int entry) => query.Embedding.Similarity(gallery[entry].Embedding);

        private static double Mean(LabelledEmbedding[] of, Func<LabelledEmbedding, double> value) => of.Sum(value) / of.Length;
    }
}
