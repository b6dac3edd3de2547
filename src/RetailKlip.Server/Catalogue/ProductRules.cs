using System.Text.RegularExpressions;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What a product of the catalogue must be.</summary>
internal static partial class ProductRules
{
    public const int MaxText = 200, MaxLanguages = 30, MaxGtins = 50;

    private const decimal MaxGrams = 1_000_000;
    private const long MaxAmount = 1_000_000_000_000;

    /// <summary>The product in the one form that it is kept in: texts without blanks around them, GTINs of 14 digits.</summary>
    public static ProductDocument Normalised(ProductDocument product) => product with
    {
        Sku = product.Sku.Trim(),
        Names = new SortedDictionary<string, string>(product.Names.ToDictionary(name => name.Key, name => name.Value?.Trim() ?? ""), StringComparer.Ordinal),
        Gtins = [.. product.Gtins.Select(text => Gtin.TryParse(text, out var gtin) ? gtin.Digits14 : text)],
        Department = Blank(product.Department),
        Plu = Blank(product.Plu),
    };

    /// <summary>All faults of a product, each with its member; none where it is as it must be.</summary>
    public static IEnumerable<(string Member, string Reason)> Faults(ProductDocument product)
    {
        if (!Sku.TryParse(product.Sku, out _) || product.Sku is "." or "..")
            yield return ("sku", $"'{product.Sku}' is no sku: 1 to {Sku.MaxLength} characters without control characters are expected.");
        if (product.Names.Count is 0 or > MaxLanguages)
            yield return ("names", $"{product.Names.Count} names: 1 to {MaxLanguages} are expected.");
        foreach (var (language, name) in product.Names)
        {
            if (!Language().IsMatch(language))
                yield return ($"names.{language}", $"'{language}' is no language: a tag such as de or pt-BR is expected.");
            if (!IsText(name))
                yield return ($"names.{language}", $"1 to {MaxText} characters without control characters are expected.");
        }
        if (product.Gtins.Count > MaxGtins)
            yield return ("gtins", $"{product.Gtins.Count} GTINs: at most {MaxGtins} are expected.");
        foreach (var text in product.Gtins)
            if (!Gtin.TryParse(text, out _))
                yield return ("gtins", $"'{text}' is no GTIN: 8, 12, 13 or 14 digits with a right check digit are expected.");
        if (product.Gtins.Distinct().Count() < product.Gtins.Count)
            yield return ("gtins", "A GTIN stands twice.");
        if (product.Plu is { } plu && !Plu.TryParse(plu, out _))
            yield return ("plu", $"'{plu}' is no PLU: 3000 to 4999, 93000 to 94999 (organic) or 83000 to 84999 is expected.");
        if (product.Price is { Amount: < 0 or > MaxAmount })
            yield return ("price", $"The amount must be 0 to {MaxAmount}.");
        if (product.Price is { } price && (price.Currency is not { Length: 3 } || price.Currency.AsSpan().ContainsAnyExceptInRange('A', 'Z')))
            yield return ("price", $"'{price.Currency}' is no currency: three capital letters such as EUR are expected.");
        if (product.Price is { } priced && !Enum.IsDefined(priced.Unit))
            yield return ("price", "The unit must be Piece or Kilogram.");
        if (product.Department is { } department && !IsText(department))
            yield return ("department", $"At most {MaxText} characters without control characters are expected.");
        if (product.MinimumAge is < 1 or > 120)
            yield return ("minimumAge", $"{product.MinimumAge} is no age: 1 to 120 years are expected.");
        foreach (var reason in WeightFaults(product))
            yield return ("weight", reason);
        if (!Enum.IsDefined(product.TieBreaker))
            yield return ("tieBreaker", $"One of {string.Join(", ", Enum.GetNames<TieBreaker>())} is expected.");
        if ((product.Required & ~(Witnesses.Barcode | Witnesses.Weight | Witnesses.Attendant)) != 0)
            yield return ("required", $"Some of {string.Join(", ", Enum.GetNames<Witnesses>())} are expected.");
    }

    /// <summary>What a kiosk must know besides pictures. An age limit needs a person.</summary>
    public static ProductRule Rule(ProductDocument product) => new(
        product.TieBreaker, product.Required | (product.MinimumAge is null ? Witnesses.None : Witnesses.Attendant),
        product.Weight?.Grams - product.Weight?.Tolerance, product.Weight?.Grams + product.Weight?.Tolerance);

    private static IEnumerable<string> WeightFaults(ProductDocument product)
    {
        if (product.Weight is { } weight)
        {
            if (weight.Grams is <= 0 or > MaxGrams || weight.Tolerance < 0 || weight.Tolerance >= weight.Grams)
            {
                yield return $"It must be above 0 and at most {MaxGrams} g, its tolerance at least 0 and less than it.";
                yield break;
            }
            if (weight.Grams * 1000 % 1 != 0 || weight.Tolerance * 1000 % 1 != 0)
                yield return "It and its tolerance may have three decimals.";
        }
        string? fault = null;
        try
        {
            Rule(product).Validated();
        }
        catch (ArgumentException wrong)
        {
            fault = wrong.Message;
        }
        if (fault is not null)
            yield return fault;
    }

    // Half a surrogate pair has no UTF-8 form.
    private static bool IsText(string text) =>
        text.Length is >= 1 and <= MaxText && !text.Any(char.IsControl) && !text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
