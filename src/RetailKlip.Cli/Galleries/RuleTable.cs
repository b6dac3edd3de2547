using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>
/// What products need besides their picture: tab-separated, with the header <c>sku tieBreaker required leastGrams mostGrams</c>. All but the sku
/// may be empty; several required witnesses are separated by commas.
/// </summary>
internal static class RuleTable
{
    private const string Header = "sku\ttieBreaker\trequired\tleastGrams\tmostGrams";

    /// <exception cref="RefusedException">A line breaks a rule; the message names file and line.</exception>
    public static IReadOnlyDictionary<Sku, ProductRule> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new RefusedException($"{path}:1: the header must be 'sku tieBreaker required leastGrams mostGrams', separated by tabs");
        var rules = new Dictionary<Sku, ProductRule>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            var (sku, rule) = ReadLine($"{path}:{i + 1}", lines[i].Split('\t'));
            if (!rules.TryAdd(sku, rule))
                throw new RefusedException($"{path}:{i + 1}: product {sku} stands twice: remove one of its lines");
        }
        return rules;
    }

    private static (Sku Sku, ProductRule Rule) ReadLine(string place, string[] fields)
    {
        if (fields.Length != 5)
            throw new RefusedException($"{place}: {fields.Length} fields; sku, tieBreaker, required, leastGrams and mostGrams, separated by tabs, are expected");
        try
        {
            return (Sku.Parse(fields[0]), new ProductRule(Word<TieBreaker>(fields[1]), Word<Witnesses>(fields[2]), Grams(fields[3]), Grams(fields[4])).Validated());
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new RefusedException($"{place}: {wrong.Message}");
        }
    }

    private static T Word<T>(string text)
        where T : struct, Enum => text.Length == 0 ? default
        : !text.Any(char.IsAsciiDigit) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value
        : throw new FormatException($"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");

    private static decimal? Grams(string text) => text.Length == 0 ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var grams) ? grams
        : throw new FormatException($"'{text}' is no weight in grams.");
}
