using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace RetailKlip.Core;

/// <summary>
/// An immutable set of entries of one encoder, searched exactly: every entry is compared with every query. Safe for any
/// number of threads; a new version replaces the old one by one reference write.
/// </summary>
/// <remarks>Entries lie in one block of memory, grouped by product, so that a search is one pass over it.</remarks>
public sealed class Gallery
{
    /// <summary>How many products a match names by default: as many as a pick list shows.</summary>
    public const int DefaultCandidates = 6;

    private readonly ImmutableArray<Product> _products;
    private readonly ImmutableArray<GalleryEntry> _entries;
    private readonly float[] _matrix;

    // Entries of product i are those from _firstEntry[i] up to _firstEntry[i + 1].
    private readonly int[] _firstEntry;

    /// <param name="products">Each sku once. Products without an entry are kept but never found.</param>
    /// <param name="entries">Each id once, each of a product of <paramref name="products"/>, all of one encoder and dimension.</param>
    /// <param name="decision">Thresholds of its own; null where those of the encoder's package are to be used.</param>
    /// <exception cref="EncoderMismatchException">An entry or the thresholds are of another encoder.</exception>
    /// <exception cref="ArgumentException">A sku or id stands twice, a product is missing, an entry has another dimension, or a threshold is
    /// out of its range.</exception>
    public Gallery(
        long version, EncoderId encoder, int dimension, IEnumerable<Product> products, IEnumerable<GalleryEntry> entries,
        GalleryDecision? decision = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (decision is not null && decision.EncoderId != encoder)
            throw new EncoderMismatchException("The decision", encoder, decision.EncoderId);
        Decision = decision?.Validated();
        Version = version;
        EncoderId = encoder;
        Dimension = dimension;
        _products = [.. products.OrderBy(product => product.Sku)];
        (_entries, _firstEntry) = GroupByProduct(_products, [.. entries]);

        for (var i = 1; i < _products.Length; i++)
            if (_products[i].Sku == _products[i - 1].Sku)
                throw new ArgumentException($"Product {_products[i].Sku} stands twice in the gallery.", nameof(products));
        var ids = new HashSet<long>(_entries.Length);
        _matrix = GC.AllocateUninitializedArray<float>(checked(_entries.Length * dimension));
        for (var i = 0; i < _entries.Length; i++)
        {
            var entry = _entries[i];
            if (entry.Embedding.EncoderId != encoder)
                throw new EncoderMismatchException($"Gallery entry {entry.Id}", encoder, entry.Embedding.EncoderId);
            if (entry.Embedding.Dimension != dimension)
                throw new ArgumentException(
                    $"Gallery entry {entry.Id} has {entry.Embedding.Dimension} dimensions, its gallery {dimension}.", nameof(entries));
            if (!ids.Add(entry.Id))
                throw new ArgumentException($"Gallery entry {entry.Id} stands twice.", nameof(entries));
        }
        Parallel.ForEach(Partitioner.Create(0, Math.Max(1, _entries.Length)), part =>
        {
            for (var i = part.Item1; i < Math.Min(part.Item2, _entries.Length); i++)
                _entries[i].Embedding.Values.CopyTo(Row(i));
        });
    }

    public long Version { get; }

    public EncoderId EncoderId { get; }

    public int Dimension { get; }

    /// <summary>Thresholds of its own, which go before those of the encoder's package; null where it carries none.</summary>
    public GalleryDecision? Decision { get; }

    /// <summary>Whether this is the part of a gallery that a store sells, see <see cref="Only"/>.</summary>
    public bool IsPart { get; private init; }

    /// <summary>By sku.</summary>
    public ImmutableArray<Product> Products => _products;

    /// <summary>By sku, then by id.</summary>
    public ImmutableArray<GalleryEntry> Entries => _entries;

    public static Gallery Empty(EncoderId encoder, int dimension) => new(0, encoder, dimension, [], []);

    public Product? Find(Sku sku)
    {
        var index = IndexOf(_products, sku);
        return index >= 0 ? _products[index] : null;
    }

    /// <summary>The part of it that a store sells: nothing else can be named. Of the same version; products that are not in the gallery do not
    /// count.</summary>
    public Gallery Only(IReadOnlySet<Sku> assortment) => new(
        Version, EncoderId, Dimension, _products.Where(product => assortment.Contains(product.Sku)),
        _entries.Where(entry => assortment.Contains(entry.Sku)), Decision)
    {
        IsPart = true,
    };

    /// <summary>One product's entry nearest to a query; null where it has none.</summary>
    /// <exception cref="EncoderMismatchException">The query is of another encoder.</exception>
    public Candidate? Compare(Embedding query, Sku sku)
    {
        var product = IndexOf(_products, sku);
        if (query.EncoderId != EncoderId)
            throw new EncoderMismatchException("The query", EncoderId, query.EncoderId);
        if (product < 0 || _firstEntry[product] == _firstEntry[product + 1])
            return null;
        var (similarity, entry) = Nearest(product, query.Values);
        return new(_products[product], _entries[entry], similarity);
    }

    /// <summary>
    /// The nearest products to a query; null where no product has an entry. A product is as near as its nearest entry.
    /// Equal similarities are ordered by sku, and within a product by entry id, so that the same query always gets the same answer.
    /// </summary>
    /// <param name="candidates">How many products to name at most; at least 2, since the margin needs the runner-up.</param>
    /// <exception cref="EncoderMismatchException">The query is of another encoder.</exception>
    public Match? Match(Embedding query, int candidates = DefaultCandidates)
    {
        if (query.EncoderId != EncoderId)
            throw new EncoderMismatchException("The query", EncoderId, query.EncoderId);
        if (query.Dimension != Dimension)
            throw new ArgumentException($"A query of {query.Dimension} dimensions cannot be matched in a gallery of {Dimension}.",
                nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 2);

        // The best so far, by falling similarity. Products come by sku, and only a strictly nearer one moves ahead.
        Span<(float Similarity, int Product, int Entry)> best = candidates <= 16
            ? stackalloc (float, int, int)[candidates]
            : new (float, int, int)[candidates];
        var found = 0;
        for (var product = 0; product < _products.Length; product++)
        {
            if (_firstEntry[product] == _firstEntry[product + 1])
                continue;
            var (similarity, entry) = Nearest(product, query.Values);
            if (found == candidates && !(similarity > best[^1].Similarity))
                continue;
            var place = found < candidates ? found++ : candidates - 1;
            for (; place > 0 && similarity > best[place - 1].Similarity; place--)
                best[place] = best[place - 1];
            best[place] = (similarity, product, entry);
        }
        if (found == 0)
            return null;
        var named = ImmutableArray.CreateBuilder<Candidate>(found);
        foreach (var (similarity, product, entry) in best[..found])
            named.Add(new Candidate(_products[product], _entries[entry], similarity));
        return new Match(Version, named.MoveToImmutable());
    }

    private (float Similarity, int Entry) Nearest(int product, ReadOnlySpan<float> query)
    {
        var nearest = (Similarity: float.NegativeInfinity, Entry: -1);
        for (var entry = _firstEntry[product]; entry < _firstEntry[product + 1]; entry++)
        {
            var similarity = Embedding.Cosine(query, Row(entry));
            if (similarity > nearest.Similarity)
                nearest = (similarity, entry);
        }
        return nearest;
    }

    private Span<float> Row(int entry) => _matrix.AsSpan(entry * Dimension, Dimension);

    // Sorted by counting: a hundred thousand comparisons of skus take longer than all else.
    private static (ImmutableArray<GalleryEntry> Entries, int[] First) GroupByProduct(ImmutableArray<Product> products, GalleryEntry[] entries)
    {
        var places = new Dictionary<Sku, int>(products.Length);
        for (var product = 0; product < products.Length; product++)
            places[products[product].Sku] = product;
        var (productOf, first) = (new int[entries.Length], new int[products.Length + 1]);
        for (var i = 0; i < entries.Length; i++)
        {
            if (!places.TryGetValue(entries[i].Sku, out productOf[i]))
                throw new ArgumentException(
                    $"Gallery entry {entries[i].Id} is of product {entries[i].Sku}, which the gallery does not hold.", nameof(entries));
            first[productOf[i] + 1]++;
        }
        for (var product = 0; product < products.Length; product++)
            first[product + 1] += first[product];
        var (grouped, next) = (new GalleryEntry[entries.Length], first.ToArray());
        for (var i = 0; i < entries.Length; i++)
            grouped[next[productOf[i]]++] = entries[i];
        for (var product = 0; product < products.Length; product++)
            grouped.AsSpan(first[product], first[product + 1] - first[product]).Sort((one, other) => one.Id.CompareTo(other.Id));
        return (ImmutableCollectionsMarshal.AsImmutableArray(grouped), first);
    }

    private static int IndexOf(ImmutableArray<Product> products, Sku sku)
    {
        int low = 0, high = products.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = products[middle].Sku.CompareTo(sku);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }
}
