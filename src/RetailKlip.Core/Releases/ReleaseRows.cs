using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RetailKlip.Core;

/// <summary>Makes a release's content of its rows as they come, one pass for all: the same that proves them by their content hash.</summary>
internal sealed class ReleaseRows
{
    private readonly ReleaseHeader _header;
    private readonly EntryRows _entries;
    private readonly List<(Sku Sku, string Name)> _products = [];
    private readonly Dictionary<Sku, (string? Gtin, long? Plu)> _codes = [];
    private readonly Dictionary<Sku, byte[]> _thumbnails = [];
    private readonly Dictionary<Sku, ProductRule> _rules = [];
    private readonly ImmutableArray<DisplayPrice>.Builder _prices = ImmutableArray.CreateBuilder<DisplayPrice>();
    private readonly ImmutableArray<ProductThresholds>.Builder _thresholds = ImmutableArray.CreateBuilder<ProductThresholds>();
    private GalleryDecision? _decision;

    public ReleaseRows(ReleaseHeader header) => (_header, _entries) = (header, new EntryRows(header));

    /// <exception cref="FormatException">There is no such table.</exception>
    public Action<ReleaseRow> Of(string table) => table switch
    {
        "product" => row => _products.Add((Sku.Parse(row.Text(0)), row.Text(1))),
        "code" => row => _codes.Add(Sku.Parse(row.Text(0)), (row.TextOrNull(1), row.IntegerOrNull(2))),
        "thumbnail" => AddThumbnail,
        "entry" => _entries.Add,
        "price" => AddPrice,
        "policy" => AddPolicy,
        _ => throw new FormatException($"a release has no table {table}"),
    };

    /// <exception cref="FormatException">Something is missing or out of its range.</exception>
    /// <exception cref="ArgumentException">As above.</exception>
    public ReleaseContent Finish()
    {
        var products = _products.ConvertAll(product => Describe(product.Sku, product.Name));
        // One without its product would be left out of the content, but not out of its hash.
        RequireNone("code", _codes.Keys);
        RequireNone("thumbnail", _thumbnails.Keys);
        RequireNone("rule", _rules.Keys);
        var decision = _thresholds.Count == 0 ? _decision
            : _decision is not null ? _decision with { Products = _thresholds.ToImmutable() }
            : throw new FormatException("it has policies of products, but none of the gallery");
        var gallery = new Gallery(_header.Version, _header.EncoderId, _header.Dimension, products, _entries.Finish(), decision);
        return new ReleaseContent(gallery, _prices.ToImmutable()).Validated();
    }

    private Product Describe(Sku sku, string name)
    {
        _codes.Remove(sku, out var code);
        _rules.Remove(sku, out var rule);
        return new Product(
            sku, name, code.Gtin is { } gtin ? Gtin.Parse(gtin) : null, code.Plu is { } plu ? Plu.Parse(plu.ToString(CultureInfo.InvariantCulture)) : null,
            _thumbnails.Remove(sku, out var thumbnail) ? thumbnail : (ReadOnlyMemory<byte>?)null, rule);
    }

    private static void RequireNone(string kind, IEnumerable<Sku> left)
    {
        foreach (var stray in left)
            throw new FormatException($"it has a {kind} of product {stray}, which it does not hold");
    }

    private void AddThumbnail(ReleaseRow row)
    {
        var jpeg = row.Bytes(1);
        if (jpeg.Length > Product.MaxThumbnailBytes)
            throw new FormatException(
                $"the thumbnail of product {row.Text(0)} has {jpeg.Length} bytes, at most {Product.MaxThumbnailBytes} are allowed");
        _thumbnails.Add(Sku.Parse(row.Text(0)), jpeg.ToArray());
    }

    private void AddPrice(ReleaseRow row) => _prices.Add(new DisplayPrice(
        Sku.Parse(row.Text(0)), row.Integer(1), row.Text(2),
        Enum.TryParse<PriceUnit>(row.Text(3), out var unit) && Enum.IsDefined(unit)
            ? unit
            : throw new FormatException($"a price is per '{row.Text(3)}', which is not known")));

    private void AddPolicy(ReleaseRow row)
    {
        var (subject, json) = (row.Text(0), row.Text(1));
        if (subject == ReleaseTables.WholeGallery)
            _decision = GalleryDecision.Parse(json);
        else if (subject.StartsWith(ReleaseTables.RuleOfProduct, StringComparison.Ordinal))
            _rules.Add(Sku.Parse(subject[ReleaseTables.RuleOfProduct.Length..]), GalleryTables.ToRule(json));
        else
            _thresholds.Add(JsonSerializer.Deserialize(json, ReleaseJson.Default.ProductThresholds) is { } product
                && subject == ReleaseTables.OneProduct + product.Sku
                ? product
                : throw new FormatException($"it has a policy of {subject}, which is not understood"));
    }
}
