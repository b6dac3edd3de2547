using CsCheck;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class GalleryTests
{
    /// <summary>Similarities of corners are exact and often equal, so that the whole answer, ties included, must be the naive
    /// one.</summary>
    [Fact]
    public void Every_match_equals_a_naive_scan_ties_included() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 30], Gen.Int[0, 2].Select(power => 1 << (2 * power)), Gen.Int[2, 10], Gen.Int)
            .Sample((products, entries, dimension, candidates, seed) =>
        {
            var random = new Random(seed);
            Sku[] skus = [.. Enumerable.Range(0, products).Select(i => Sku.Parse($"sku-{i}"))];
            GalleryEntry[] all =
            [
                .. Enumerable.Range(0, entries).Select(i =>
                    new GalleryEntry(100 - i, skus[random.Next(products)], Samples.CornerEmbedding(random, dimension), "")),
            ];
            var gallery = new Gallery(7, Samples.Encoder, dimension, skus.Select(sku => new Product(sku, sku.Value)).Reverse(), all);
            var query = Samples.CornerEmbedding(random, dimension);

            var naive = all
                .Select(entry => (entry.Sku, entry.Id, Similarity: Dot(query, entry.Embedding)))
                .GroupBy(entry => entry.Sku)
                .Select(group => group.OrderByDescending(entry => entry.Similarity).ThenBy(entry => entry.Id).First())
                .OrderByDescending(entry => entry.Similarity).ThenBy(entry => entry.Sku.Value, StringComparer.Ordinal)
                .Take(candidates)
                .ToList();
            var match = gallery.Match(query, candidates);

            Assert.Equal(naive,
                match?.Candidates.Select(candidate => (candidate.Product.Sku, candidate.Nearest.Id, (double)candidate.Similarity)) ?? []);
            if (match is null)
                return;
            Assert.Equal(7, match.GalleryVersion);
            Assert.Equal(match.Similarity - (naive.Count > 1 ? naive[1].Similarity : -1), match.Margin);
            Assert.Equal(naive.Count > 1 ? naive[1].Sku : null, match.RunnerUp?.Product.Sku);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(256)]
    [InlineData(513)]
    public void Real_directions_get_the_naive_answer_too(int dimension)
    {
        var gallery = Samples.RandomGallery(seed: dimension, products: 40, images: 5, dimension);
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var query = Samples.RandomEmbedding(random, dimension);
            var naive = gallery.Entries.GroupBy(entry => entry.Sku, entry => Dot(query, entry.Embedding)).Select(group => group.Max())
                .OrderDescending().ToList();
            var match = gallery.Match(query, 40)!;
            for (var place = 0; place < 40; place++)
                Assert.Equal(naive[place], match.Candidates[place].Similarity, 1e-5);
            Assert.All(match.Candidates, candidate => Assert.Equal(Dot(query, candidate.Nearest.Embedding), candidate.Similarity, 1e-5));
        }
    }

    [Fact]
    public void Queries_during_swaps_see_one_gallery_each()
    {
        // The products' codes tell which gallery an answer came from.
        var galleries = Enumerable.Range(0, 8).Select(version =>
            Renamed(Samples.RandomGallery(1, products: 30, images: 4, dimension: 64), version)).ToArray();
        var queries = Enumerable.Range(0, 20).Select(seed => Samples.RandomEmbedding(new Random(seed), 64)).ToArray();
        var expected = galleries.Select(gallery => queries.Select(query => Names(gallery.Match(query)!)).ToArray()).ToArray();
        var current = galleries[0];

        var seen = new int[galleries.Length];
        Parallel.For(0, 4_000, i =>
        {
            // Each query swaps first, and reads what it or another thread put there.
            Volatile.Write(ref current, galleries[i % galleries.Length]);
            var match = Volatile.Read(ref current).Match(queries[i % queries.Length])!;
            Interlocked.Increment(ref seen[match.GalleryVersion]);
            Assert.Equal(expected[match.GalleryVersion][i % queries.Length], Names(match));
        });
        Assert.All(seen, count => Assert.True(count > 0));
    }

    [Fact]
    public void Nothing_enrolled_is_no_match()
    {
        var query = Samples.RandomEmbedding(new Random(1), 4);
        Assert.Null(Gallery.Empty(Samples.Encoder, 4).Match(query));
        Assert.Null(new Gallery(1, Samples.Encoder, 4, [new Product(Sku.Parse("a"), "A")], []).Match(query));
    }

    [Fact]
    public void A_query_of_another_encoder_or_length_is_refused()
    {
        var gallery = Samples.RandomGallery(1, dimension: 16);
        Assert.Throws<EncoderMismatchException>(() => gallery.Match(Samples.RandomEmbedding(new Random(1), 16, Samples.OtherEncoder)));
        Assert.Throws<ArgumentException>(() => gallery.Match(Samples.RandomEmbedding(new Random(1), 17)));
    }

    /// <summary>With one candidate there would be no runner-up, and every margin would look larger than it is.</summary>
    [Fact]
    public void A_match_without_a_runner_up_cannot_be_asked_for() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Samples.RandomGallery(1).Match(Samples.RandomEmbedding(new Random(1), 16), candidates: 1));

    [Fact]
    public void A_single_product_is_measured_against_the_least_similarity()
    {
        var match = Samples.RandomGallery(1, products: 1).Match(Samples.RandomEmbedding(new Random(1), 16))!;
        Assert.Null(match.RunnerUp);
        Assert.Equal(match.Similarity + 1, match.Margin);
    }

    [Fact]
    public void Inconsistent_content_is_refused()
    {
        Product a = new(Sku.Parse("a"), "A"), b = new(Sku.Parse("b"), "B"), c = new(Sku.Parse("c"), "C");
        var random = new Random(1);
        GalleryEntry Entry(long id, Product product, int dimension = 4, EncoderId? encoder = null) =>
            new(id, product.Sku, Samples.RandomEmbedding(random, dimension, encoder), "");
        Gallery Create(Product[] products, params GalleryEntry[] entries) => new(1, Samples.Encoder, 4, products, entries);

        Assert.Throws<ArgumentException>(() => Create([a, a]));
        Assert.Throws<ArgumentException>(() => Create([a], Entry(1, a), Entry(1, a)));
        Assert.Throws<ArgumentException>(() => Create([a], Entry(1, a, dimension: 5)));
        Assert.Throws<EncoderMismatchException>(() => Create([a], Entry(1, a, encoder: Samples.OtherEncoder)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gallery(1, Samples.Encoder, 0, [], []));
        foreach (var (missing, rest) in ((Product, Product[])[])[(a, [b, c]), (b, [a, c]), (c, [a, b])])
            Assert.Contains($"product {missing.Sku},", Assert.Throws<ArgumentException>(() =>
                Create(rest, Entry(1, a), Entry(2, b), Entry(3, c))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_are_found_by_their_sku()
    {
        var gallery = Samples.RandomGallery(1, products: 12);
        Assert.All(gallery.Products, product => Assert.Same(product, gallery.Find(product.Sku)));
        Assert.Null(gallery.Find(Sku.Parse("sku")));
        Assert.Null(Gallery.Empty(Samples.Encoder, 1).Find(Sku.Parse("sku-1")));
    }

    private static double Dot(Embedding a, Embedding b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Dimension; i++)
            sum += (double)a.Values[i] * b.Values[i];
        return sum;
    }

    private static Gallery Renamed(Gallery gallery, int version)
    {
        Sku Rename(Sku sku) => Sku.Parse($"{version}/{sku}");
        return new Gallery(version, gallery.EncoderId, gallery.Dimension,
            gallery.Products.Select(product => product with { Sku = Rename(product.Sku) }),
            gallery.Entries.Select(entry => entry with { Sku = Rename(entry.Sku) }));
    }

    private static string Names(Match match) =>
        string.Join(' ', match.Candidates.Select(candidate => $"{candidate.Product.Sku}={candidate.Similarity:R}"));
}
