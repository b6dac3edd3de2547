using System.Collections.Frozen;

namespace RetailKlip.Core;

/// <summary>What one store sells, where the gallery holds the products of many.</summary>
public sealed class StoreAssortment(IEnumerable<Sku> products)
{
    /// <summary>At least one.</summary>
    public FrozenSet<Sku> Products { get; } = products.ToFrozenSet();

    /// <summary>Reads one sku a line; empty lines do not count.</summary>
    /// <exception cref="FormatException">A line is no sku, or there is none at all; the message names file, line and remedy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StoreAssortment Read(string path)
    {
        var products = new List<Sku>();
        var number = 0;
        foreach (var line in Utf8Lines.Read(path, (number, what) => new FormatException($"{path}:{number}: {what}.")))
        {
            number++;
            if (line.Length == 0)
                continue;
            if (!Sku.TryParse(line, out var sku))
                throw new FormatException($"{path}:{number}: '{line}' is no sku: write one a line, 1 to {Sku.MaxLength} characters.");
            products.Add(sku);
        }
        return products.Count > 0 ? new(products)
            : throw new FormatException($"{path} names no product: write one sku a line, or leave the setting empty to sell all of the gallery.");
    }
}
