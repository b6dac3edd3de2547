using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>
/// Orders a pick list by what sells, where pictures hardly differ. Never names anything, and neither adds to a list nor takes from it.
/// </summary>
/// <remarks>
/// A candidate counts as its similarity plus the logarithm of its share of sales, each product counted once more than it sold (Laplace),
/// scaled so that ten times the sales weigh as much as the margin that names a product without asking.
/// </remarks>
/// <param name="pieces">Sold in some period, at least 0 each; what is missing sold none.</param>
public sealed class SalesPrior(IReadOnlyDictionary<Sku, long> pieces)
{
    private readonly FrozenDictionary<Sku, long> _pieces = pieces.ToFrozenDictionary();

    /// <returns>The same candidates, the likeliest first; equals stay in their order.</returns>
    /// <param name="margin">The accept margin in use, in [0, 2].</param>
    public ImmutableArray<Candidate> Order(ImmutableArray<Candidate> candidates, float margin) =>
        [.. candidates.OrderByDescending(candidate => candidate.Similarity + margin * Math.Log10(1 + _pieces.GetValueOrDefault(candidate.Product.Sku)))];

    /// <summary>Reads tab-separated lines with the header <c>sku pieces</c>.</summary>
    /// <exception cref="FormatException">A line breaks a rule; the message names file, line and remedy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SalesPrior Read(string path)
    {
        var pieces = new Dictionary<Sku, long>();
        var number = 0;
        foreach (var line in Utf8Lines.Read(path, (number, what) => new FormatException($"{path}:{number}: {what}.")))
        {
            number++;
            if (number == 1 && line != "sku\tpieces")
                throw new FormatException($"{path}:1: the header must be 'sku pieces', separated by a tab.");
            if (number == 1 || line.Length == 0)
                continue;
            if (line.Split('\t') is not [var code, var count] || !Sku.TryParse(code, out var sku)
                || !long.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sold))
                throw new FormatException($"{path}:{number}: a sku and a whole number of pieces, separated by a tab, are expected.");
            if (!pieces.TryAdd(sku, sold))
                throw new FormatException($"{path}:{number}: product {sku} stands twice: remove one of its lines.");
        }
        return new(pieces);
    }
}
