using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>A catalogue that is edited at random and released from time to time, as a server does it.</summary>
internal sealed class ReleaseSamples(int seed, int dimension = 16)
{
    public const string Name = "store-12";

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<Sku, Product> _products = [];
    private readonly Dictionary<long, GalleryEntry> _entries = [];
    private readonly Dictionary<Sku, DisplayPrice> _prices = [];
    private readonly Dictionary<Sku, ProductThresholds> _policies = [];
    private GalleryDecision? _decision;
    private long _lastEntry;

    /// <summary>One random change of one kind.</summary>
    public void Edit()
    {
        var sku = Sku.Parse($"sku-{_random.Next(12)}");
        if (!_products.TryGetValue(sku, out var product))
            _products[sku] = product = new Product(sku, $"Käse №{_random.Next(3)}", Rule: _random.Next(3) == 0 ? new(TieBreaker.Weight, Witnesses.Barcode, 240, 250 + _random.Next(9)) : null);
        switch (_random.Next(10))
        {
            case 0:
                Remove(sku);
                break;
            case 1:
                _products[sku] = product with { Name = $"Name {_random.Next(3)}" };
                break;
            case 2:
                _products[sku] = product with { Gtin = _random.Next(2) == 0 ? null : Gtin.Parse("4006381333931"), Plu = _random.Next(2) == 0 ? null : Plu.Parse("4011") };
                break;
            case 3:
                _products[sku] = product with { Thumbnail = _random.Next(3) == 0 ? null : new byte[] { 1, 2, (byte)_random.Next(3) } };
                break;
            case 4 when _random.Next(3) == 0:
                _prices.Remove(sku);
                break;
            case 4:
                _prices[sku] = new DisplayPrice(sku, _random.Next(2000), "EUR", (PriceUnit)_random.Next(2));
                break;
            case 5 when _random.Next(3) == 0:
                _decision = null;
                _policies.Clear();
                break;
            case 5:
                _decision = new GalleryDecision(Samples.Encoder, new DecisionThresholds(0.8f, 0.05f, 0.5f), [], $"made up {_random.Next(3)}");
                _policies[sku] = new ProductThresholds(sku, _random.Next(900, 990) / 1000f, 0.1f, 20, 1);
                break;
            case 6 when _entries.Count > 0:
                _entries.Remove(_entries.Keys.ElementAt(_random.Next(_entries.Count)));
                break;
            case 7 when _entries.Count > 0:
                var old = _entries.Values.ElementAt(_random.Next(_entries.Count));
                _entries[old.Id] = old with { Embedding = Samples.RandomEmbedding(_random, dimension) };
                break;
            default:
                AddEntry(sku);
                break;
        }
    }

    public void AddEntry(Sku sku)
    {
        _products.TryAdd(sku, new Product(sku, "Added"));
        _entries[++_lastEntry] = new GalleryEntry(_lastEntry, sku, Samples.RandomEmbedding(_random, dimension), $"enrolled/{sku}/2026-11-22T09:30:{_lastEntry % 60:D2}Z.jpg");
    }

    /// <summary>Other embeddings for some entries, as after taking their pictures again.</summary>
    public void ChangeEntries(int count)
    {
        foreach (var entry in _entries.Values.OrderBy(_ => _random.Next()).Take(count).ToList())
            _entries[entry.Id] = entry with { Embedding = Samples.RandomEmbedding(_random, dimension) };
    }

    public ReleaseContent Content(long version) => new(
        new Gallery(version, Samples.Encoder, dimension, _products.Values, _entries.Values, _decision is null ? null : _decision with
        {
            Products = [.. _policies.Values.OrderBy(policy => policy.Sku)],
        }),
        [.. _prices.Values.OrderBy(price => price.Sku)]);

    private void Remove(Sku sku)
    {
        _products.Remove(sku);
        _prices.Remove(sku);
        foreach (var entry in _entries.Values.Where(entry => entry.Sku == sku).ToList())
            _entries.Remove(entry.Id);
    }

    /// <summary>Equal but for what rounding does to embeddings.</summary>
    public static void AssertSame(ReleaseContent expected, ReleaseContent actual, float nearness = 0.999f)
    {
        Assert.Equal(expected.Gallery.Version, actual.Gallery.Version);
        Assert.Equal(expected.Gallery.Products, actual.Gallery.Products);
        Assert.Equal(expected.Prices, actual.Prices);
        Assert.Equal(expected.Gallery.Decision?.ToJson(), actual.Gallery.Decision?.ToJson());
        Assert.Equal(expected.Gallery.Entries.Select(Label), actual.Gallery.Entries.Select(Label));
        Assert.All(expected.Gallery.Entries.Zip(actual.Gallery.Entries), pair =>
            Assert.InRange(pair.First.Embedding.Similarity(pair.Second.Embedding), nearness, 1));
    }

    private static (long, Sku, string) Label(GalleryEntry entry) => (entry.Id, entry.Sku, entry.Source);
}
