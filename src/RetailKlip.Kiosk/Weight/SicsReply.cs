using System.Globalization;

namespace RetailKlip.Kiosk;

/// <summary>
/// A line of the Mettler-Toledo Standard Interface Command Set, level 0 and 1 (reference manual 11780711), which many scales
/// speak: <c>S S     123.4 g</c>.
/// </summary>
/// <param name="Command">S, Z or T, which is answered; empty where the line answers whatever was asked.</param>
/// <param name="Grams">Where the line has a weight.</param>
internal sealed record SicsReply(string Command, SicsOutcome Outcome, decimal? Grams)
{
    private const decimal MostGrams = 1_000_000;

    /// <summary>The reply that a line is; null where it is none, such as half a line after the plug was put in.</summary>
    /// <param name="line">Without its end.</param>
    public static SicsReply? Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            ["ES"] => new SicsReply("", SicsOutcome.Unknown, null),
            ["ET"] => new SicsReply("", SicsOutcome.Damaged, null),
            ["EL"] => new SicsReply("", SicsOutcome.NotNow, null),
            ["S" or "Z" or "T", "I"] => new SicsReply(words[0], SicsOutcome.NotNow, null),
            ["S" or "Z" or "T", "+"] => new SicsReply(words[0], SicsOutcome.Overload, null),
            ["S" or "Z" or "T", "-"] => new SicsReply(words[0], SicsOutcome.Underload, null),
            ["Z", "A"] => new SicsReply("Z", SicsOutcome.Done, null),
            ["S" or "T", "S", var number, var unit] when InGrams(number, unit) is { } grams =>
                new SicsReply(words[0], SicsOutcome.Done, grams),
            ["S", "D", var number, var unit] when InGrams(number, unit) is { } grams => new SicsReply("S", SicsOutcome.Moving, grams),
            _ => null,
        };
    }

    private static decimal? InGrams(string number, string unit)
    {
        decimal? factor = unit switch
        {
            "g" => 1m,
            "kg" => 1000m,
            // The international avoirdupois pound and its sixteenth, by definition.
            "lb" => 453.59237m,
            "oz" => 28.349523125m,
            _ => null,
        };
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (factor is null || number.Length > 12 || !decimal.TryParse(number, style, CultureInfo.InvariantCulture, out var value))
            return null;
        var grams = value * factor.Value;
        return Math.Abs(grams) <= MostGrams ? grams : null;
    }
}
