using System.Buffers;
using System.Globalization;

namespace RetailKlip.Core;

/// <summary>
/// How a shop lays out its own 13-digit codes, as a pattern of one character a digit: a digit stands for itself, <c>I</c> is the
/// item reference, <c>P</c> a price, <c>W</c> a weight, <c>V</c> the verifier of the price or weight, <c>X</c> any digit, and
/// <c>C</c>, the last, the check digit. A point within the price or weight says where its decimals start; without one a price has
/// 2 decimals and a weight 3.
/// </summary>
/// <example><c>20IIIIIVPPPPC</c>, <c>02IIIIIWW.WWWC</c>; a UPC-A <c>2IIIIIVPPPPC</c> is written <c>02IIIIIVPPPPC</c>.</example>
public sealed class RestrictedLayout
{
    // GS1 General Specifications, 7.9: products of a digit with the weights 2-, 3, 5+ and 5-.
    private static readonly int[] TwoMinus = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
    private static readonly int[] Three = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
    private static readonly int[] FivePlus = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
    private static readonly int[] FiveMinus = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789IPWVXC");

    private readonly string _symbols;
    private readonly AmountKind? _kind;
    private readonly int _decimals;

    private RestrictedLayout(string pattern, string symbols, AmountKind? kind, int decimals) =>
        (Pattern, _symbols, _kind, _decimals) = (pattern, symbols, kind, decimals);

    /// <summary>As it was written.</summary>
    public string Pattern { get; }

    /// <exception cref="FormatException"><paramref name="pattern"/> is not a layout; the message says which rule it breaks.</exception>
    public static RestrictedLayout Parse(string pattern)
    {
        var symbols = pattern.Replace(".", "", StringComparison.Ordinal);
        var amount = symbols.Contains('P', StringComparison.Ordinal) ? 'P' : 'W';
        var digits = symbols.Count(symbol => symbol == amount);
        var hasVerifier = symbols.Contains('V', StringComparison.Ordinal);
        var fault =
            symbols.Length != 13 ? $"it describes {symbols.Length} digits, but 13 are needed"
            : symbols.AsSpan().ContainsAnyExcept(Alphabet) ? "only digits and the letters I, P, W, V, X, C and one point have a meaning"
            : symbols.IndexOf('C', StringComparison.Ordinal) != 12 ? "its check digit C must be the last and only one"
            : !IsRestricted(symbols) ? "it must start with 02, 04 or 20 to 29, which GS1 leaves to the shop (2X for all of 20 to 29)"
            : amount == 'P' && symbols.Contains('W', StringComparison.Ordinal) ? "it can embed a price P or a weight W, not both"
            : !IsOneRun(symbols, 'I') ? "it needs one run of item digits I"
            : digits > 0 && !IsOneRun(symbols, amount) ? $"its digits {amount} must stand together"
            : symbols.Count(symbol => symbol == 'V') > 1 ? "it can have one verifier V"
            : hasVerifier && digits is not (4 or 5) ? "a verifier V is defined for 4 or 5 digits of price or weight"
            : !PointIsInside(pattern, amount) ? "its point must stand between two digits of the price or weight, and only once"
            : null;
        if (fault is not null)
            throw new FormatException(
                $"'{pattern}' is not a layout of restricted codes: {fault}. Examples: 20IIIIIVPPPPC, 02IIIIIWW.WWWC.");

        var point = pattern.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? amount == 'P' ? 2 : 3 : symbols.LastIndexOf(amount) + 1 - point;
        return new RestrictedLayout(pattern, symbols, digits == 0 ? null : amount == 'P' ? AmountKind.Price : AmountKind.Weight, decimals);
    }

    /// <summary>Reads a code; null where its fixed digits differ or its verifier is wrong, so that it is of another layout or
    /// misread.</summary>
    public RestrictedCode? Read(Gtin gtin)
    {
        if (gtin.Digits13 is not { } digits)
            return null;
        for (var i = 0; i < digits.Length; i++)
            if (char.IsAsciiDigit(_symbols[i]) && _symbols[i] != digits[i])
                return null;
        var amount = Field(digits, _kind == AmountKind.Price ? 'P' : 'W');
        if (Field(digits, 'V') is [var verifier] && verifier != Verifier(amount))
            return null;
        return new RestrictedCode(gtin, Field(digits, 'I'), _kind, _kind is null ? 0 : ToDecimal(amount));
    }

    /// <summary>The verifier digit of a price or weight of 4 or 5 digits (GS1 General Specifications, 7.9).</summary>
    /// <exception cref="ArgumentException">There are not 4 or 5 ASCII digits.</exception>
    public static char Verifier(string amount)
    {
        if (amount is not { Length: 4 or 5 } || amount.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException($"'{amount}' has no verifier digit: 4 or 5 digits are expected.", nameof(amount));
        int[][] weights = amount.Length == 4 ? [TwoMinus, TwoMinus, Three, FiveMinus] : [FivePlus, TwoMinus, FiveMinus, FivePlus, TwoMinus];
        var sum = amount.Select((digit, place) => weights[place][digit - '0']).Sum();
        return (char)('0' + (amount.Length == 4 ? sum * 3 % 10 : Array.IndexOf(FiveMinus, (10 - sum % 10) % 10)));
    }

    public override string ToString() => Pattern;

    private string Field(string digits, char symbol) => string.Concat(digits.Where((_, place) => _symbols[place] == symbol));

    private decimal ToDecimal(string digits) =>
        new(int.Parse(digits, CultureInfo.InvariantCulture), 0, 0, isNegative: false, (byte)_decimals);

    private static bool IsRestricted(string symbols) => symbols is ['0', '2' or '4', ..] or ['2', _, ..];

    private static bool IsOneRun(string symbols, char symbol)
    {
        var first = symbols.IndexOf(symbol, StringComparison.Ordinal);
        return first >= 0 && symbols.LastIndexOf(symbol) - first + 1 == symbols.Count(s => s == symbol);
    }

    private static bool PointIsInside(string pattern, char amount)
    {
        var point = pattern.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            || pattern.Count(symbol => symbol == '.') == 1 && point > 0 && point < pattern.Length - 1
                && pattern[point - 1] == amount && pattern[point + 1] == amount;
    }
}
