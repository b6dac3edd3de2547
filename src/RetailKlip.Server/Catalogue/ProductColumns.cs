using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>Products as rows of a table: which columns there are, and what they do to a product.</summary>
internal static class ProductColumns
{
    public const string Sku = "sku", NamePrefix = "name.";

    // Between several values of one cell.
    private const char Separator = ' ';

    /// <summary>All but the names', in the order in which they are written.</summary>
    public static IReadOnlyList<string> Fixed { get; } =
        [Sku, "gtins", "plu", "amount", "currency", "unit", "department", "grams", "tolerance", "minimumAge", "tieBreaker", "required"];

    public static bool IsKnown(string column) =>
        Fixed.Contains(column) || column.StartsWith(NamePrefix, StringComparison.Ordinal) && column.Length > NamePrefix.Length;

    public static string Read(ProductDocument product, string column) => column switch
    {
        Sku => product.Sku,
        "gtins" => string.Join(Separator, product.Gtins),
        "plu" => product.Plu ?? "",
        "amount" => product.Price is { } price ? price.Amount.ToString(CultureInfo.InvariantCulture) : "",
        "currency" => product.Price?.Currency ?? "",
        "unit" => product.Price?.Unit.ToString() ?? "",
        "department" => product.Department ?? "",
        "grams" => product.Weight is { } weight ? weight.Grams.ToString(CultureInfo.InvariantCulture) : "",
        "tolerance" => product.Weight is { } weight ? weight.Tolerance.ToString(CultureInfo.InvariantCulture) : "",
        "minimumAge" => product.MinimumAge is { } age ? age.ToString(CultureInfo.InvariantCulture) : "",
        "tieBreaker" => product.TieBreaker == TieBreaker.None ? "" : product.TieBreaker.ToString(),
        "required" => product.Required == Witnesses.None ? "" : product.Required.ToString(),
        _ => product.Names.GetValueOrDefault(column[NamePrefix.Length..], ""),
    };

    /// <summary>A product with a row's cells; an empty cell takes the value away, a column that is not there leaves it.</summary>
    /// <param name="product">As it is, or without names where it is new.</param>
    /// <param name="cells">By column.</param>
    /// <param name="fault">Called with column and reason for what cannot be read.</param>
    public static ProductDocument Apply(ProductDocument product, IReadOnlyDictionary<string, string> cells, Action<string, string> fault)
    {
        var names = new SortedDictionary<string, string>(product.Names, StringComparer.Ordinal);
        foreach (var (column, text) in cells.Where(cell => cell.Key.StartsWith(NamePrefix, StringComparison.Ordinal)))
            if (text.Length > 0)
                names[column[NamePrefix.Length..]] = text;
            else
                names.Remove(column[NamePrefix.Length..]);
        return product with
        {
            Names = names,
            Gtins = cells.TryGetValue("gtins", out var gtins) ? gtins.Split(Separator, StringSplitOptions.RemoveEmptyEntries) : product.Gtins,
            Plu = Text("plu", product.Plu),
            Department = Text("department", product.Department),
            Price = Price(product.Price, cells, fault),
            Weight = Weight(product.Weight, cells, fault),
            MinimumAge = Value<int>("minimumAge", product.MinimumAge, "a number of years"),
            TieBreaker = Choice("tieBreaker", product.TieBreaker),
            Required = Choice("required", product.Required),
        };

        string? Text(string column, string? before) => cells.TryGetValue(column, out var text) ? text.Length > 0 ? text : null : before;

        T? Value<T>(string column, T? before, string expected)
            where T : struct, IParsable<T> => Parse(cells, column, before, expected, fault);

        T Choice<T>(string column, T before)
            where T : struct, Enum
        {
            if (!cells.TryGetValue(column, out var text))
                return before;
            if (text.Length == 0)
                return default;
            if (!text.Any(char.IsAsciiDigit) && Enum.TryParse<T>(text, out var chosen))
                return chosen;
            fault(column, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
            return before;
        }
    }

    private static ProductDocument.PriceDocument? Price(
        ProductDocument.PriceDocument? before, IReadOnlyDictionary<string, string> cells, Action<string, string> fault)
    {
        var amount = Parse<long>(cells, "amount", before?.Amount, "a whole number of cents", fault);
        var currency = cells.GetValueOrDefault("currency", before?.Currency ?? "");
        if (amount is null)
        {
            if (currency.Length > 0 && cells.ContainsKey("amount") && cells["amount"].Length == 0 && cells.ContainsKey("currency"))
                fault("amount", "A currency without an amount is no price: give both, or none.");
            return null;
        }
        var unit = before?.Unit ?? PriceUnit.Piece;
        if (cells.TryGetValue("unit", out var text)
            && (text.Any(char.IsAsciiDigit) || !Enum.TryParse(text.Length > 0 ? text : nameof(PriceUnit.Piece), out unit)))
            fault("unit", $"'{text}' is none of {string.Join(", ", Enum.GetNames<PriceUnit>())}.");
        return new(amount.Value, currency, unit);
    }

    private static ProductDocument.WeightDocument? Weight(
        ProductDocument.WeightDocument? before, IReadOnlyDictionary<string, string> cells, Action<string, string> fault)
    {
        var grams = Parse<decimal>(cells, "grams", before?.Grams, "grams such as 330 or 12.5", fault);
        var tolerance = Parse<decimal>(cells, "tolerance", before?.Tolerance, "grams such as 5 or 0.5", fault);
        return grams is { } weight ? new(weight, tolerance ?? 0) : null;
    }

    private static T? Parse<T>(IReadOnlyDictionary<string, string> cells, string column, T? before, string expected, Action<string, string> fault)
        where T : struct, IParsable<T>
    {
        if (!cells.TryGetValue(column, out var text))
            return before;
        if (text.Length == 0)
            return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && !text.Contains(',', StringComparison.Ordinal))
            return value;
        fault(column, $"'{text}' is not {expected}.");
        return before;
    }
}
