using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RetailKlip.Core;

/// <summary>
/// What a scanned code says, whichever way it says it: a plain GTIN; a GS1 element string, as of a GS1 DataMatrix, QR Code, 128 or DataBar
/// (GS1 General Specifications, 7.8); or a GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax, 4).
/// </summary>
public sealed class Gs1Code
{
    /// <summary>More than any symbol holds (GS1 DataMatrix: 2335 characters).</summary>
    public const int MaxLength = 4096;

    private const char Separator = '\u001d';

    private static readonly string[] Schemes = ["https://", "http://"];

    private readonly ImmutableSortedDictionary<string, string> _elements;

    private Gs1Code(ImmutableSortedDictionary<string, string> elements, Gtin? gtin) => (_elements, Gtin) = (elements, gtin);

    /// <summary>Values by their application identifiers of 2 to 4 digits, as they stand in the code.</summary>
    public IReadOnlyDictionary<string, string> Elements => _elements;

    /// <summary>AI (01), or the whole code where it is a plain GTIN; null where it identifies something else, such as a pallet.</summary>
    public Gtin? Gtin { get; }

    /// <summary>AI (10), batch or lot.</summary>
    public string? Batch => _elements.GetValueOrDefault("10");

    /// <summary>AI (21), serial number: with the GTIN, one item of all.</summary>
    public string? Serial => _elements.GetValueOrDefault("21");

    /// <summary>AI (310n), net weight in kilograms.</summary>
    public decimal? Kilograms => Decimals("310", 0);

    /// <summary>AI (392n), the price of an item of variable measure, in the currency of where it is sold. For the till, which owns
    /// prices.</summary>
    public decimal? Amount => Decimals("392", 0);

    /// <summary>AI (393n), the price of an item of variable measure with its currency, ISO 4217 in digits.</summary>
    public (string Currency, decimal Amount)? AmountIn =>
        Find("393") is { Value: { } value } && Decimals("393", 3) is { } amount ? (value[..3], amount) : null;

    /// <summary>AI (17), the date after which it must not be sold; a day of 00 is the month's last (General Specifications,
    /// 7.12).</summary>
    /// <param name="thisYear">Decides the century: a year is at most 49 before and 50 after it.</param>
    public DateOnly? Expiry(int thisYear) => _elements.TryGetValue("17", out var date) ? DateOf(date, thisYear) : null;

    /// <summary>Reads a code as a reader sends it, with or without its symbology identifier (<c>]d2</c>), FNC1 as the character GS, or as
    /// it is printed, with brackets.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no such code; the message says what is wrong.</exception>
    public static Gs1Code Parse(string text) => Read(text, out var fault) ?? throw new FormatException(fault);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Gs1Code? code) =>
        (code = Read(text ?? "", out _)) is not null;

    private static Gs1Code? Read(string text, out string? fault)
    {
        var shown = text.Length > 80 ? text[..80] + "…" : text;
        try
        {
            fault = null;
            return text.Length is 0 or > MaxLength
                ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"1 to {MaxLength} characters are expected"))
                : OfScan(text);
        }
        catch (FormatException wrong)
        {
            fault = $"'{shown}' is no code of a product: {wrong.Message}";
            return null;
        }
    }

    private static Gs1Code OfScan(string text)
    {
        // ISO/IEC 15424; a linear retail symbol's is ]E and holds a plain number.
        var isNamed = text is [']', >= 'A' and <= 'z', >= '0' and <= '9', ..];
        var isPlain = !isNamed || text[1] == 'E';
        text = isNamed ? text[3..] : text;
        // A number that was typed wrong could be read as elements, too.
        if (isPlain && text.Length is 8 or 12 or 13 or 14 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return Of([("01", Core.Gtin.Parse(text).Digits14)]);
        if (Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
            return Of(OfLink(text));
        return Of(text.StartsWith('(') ? OfPrint(text) : OfElements(text.TrimStart(Separator)));
    }

    private static Gs1Code Of(IEnumerable<(string Ai, string Value)> elements)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (ai, value) in elements)
        {
            if (Gs1Identifiers.Fault(ai, value) is { } fault)
                throw new FormatException(fault);
            // 4.14: the same element twice must say the same.
            if (!all.TryAdd(ai, value) && all[ai] != value)
                throw new FormatException($"({ai}) stands in it twice, with different values");
        }
        return new Gs1Code(all.ToImmutable(), all.TryGetValue("01", out var digits) ? Core.Gtin.Parse(digits) : null);
    }

    // 7.8: elements of a predefined length need no separator, all others end with one or with the code.
    private static IEnumerable<(string Ai, string Value)> OfElements(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var ai = Gs1Identifiers.At(text.AsSpan(at));
            at += ai.Length;
            var end = Gs1Identifiers.PredefinedLength(ai) is { } length ? at + length : text.IndexOf(Separator, at);
            if (end > text.Length)
                throw new FormatException($"({ai}) ends too early");
            end = end < 0 ? text.Length : end;
            yield return (ai, text[at..end]);
            // One after a predefined length is not needed, but allowed.
            at = end < text.Length && text[end] == Separator ? end + 1 : end;
        }
    }

    private static IEnumerable<(string Ai, string Value)> OfPrint(string text)
    {
        while (text.Length > 0)
        {
            var close = text.IndexOf(')', StringComparison.Ordinal);
            if (text[0] != '(' || close < 0 || Gs1Identifiers.At(text.AsSpan(1)) is not { } ai || ai.Length != close - 1)
                throw new FormatException("after a bracket an application identifier and its bracket are expected");
            // A value may hold brackets itself: the next element starts where an identifier stands in them.
            var next = close + 1 + (Gs1Identifiers.PredefinedLength(ai) ?? 0);
            while (next < text.Length && !Gs1Identifiers.IsBracketed(text.AsSpan(next)))
                next++;
            if (next > text.Length)
                throw new FormatException($"({ai}) ends too early");
            yield return (ai, text[(close + 1)..next]);
            text = text[next..];
        }
    }

    // The path holds the key and its qualifiers, the query string the attributes.
    private static IEnumerable<(string Ai, string Value)> OfLink(string text)
    {
        // By hand: Uri would take a serial number of one or two points for a way up.
        var address = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('#', 2)[0].Split('?', 2);
        var path = address[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        // Whatever a retailer puts before the key is its own.
        var key = Array.IndexOf(path, "01");
        if (key < 1 || (path.Length - key) % 2 != 0)
            throw new FormatException("a GS1 Digital Link has /01/ and a GTIN in its path, and pairs of identifier and value after them");
        for (var i = key; i < path.Length; i += 2)
            yield return (path[i], i == key ? Uri.UnescapeDataString(path[i + 1]).PadLeft(14, '0') : Uri.UnescapeDataString(path[i + 1]));
        foreach (var pair in address.ElementAtOrDefault(1)?.Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
            // Parameters that are not all digits belong to others.
            if (pair.Split('=', 2) is [var ai, var value] && ai.Length is >= 2 and <= 4 && !ai.AsSpan().ContainsAnyExceptInRange('0', '9'))
                yield return (ai, Uri.UnescapeDataString(value));
    }

    private KeyValuePair<string, string>? Find(string family)
    {
        foreach (var element in _elements)
            if (element.Key.Length == 4 && element.Key.StartsWith(family, StringComparison.Ordinal))
                return element;
        return null;
    }

    // 3.6.2 and after: the identifier's last digit says how many decimals there are.
    private decimal? Decimals(string family, int skipped) => Find(family) is { } found
        ? decimal.Parse(found.Value[skipped..], CultureInfo.InvariantCulture) / (decimal)Math.Pow(10, found.Key[3] - '0')
        : null;

    private static DateOnly DateOf(string digits, int thisYear)
    {
        var (year, month, day) = (Number(digits[..2]), Number(digits[2..4]), Number(digits[4..]));
        year += thisYear / 100 * 100;
        year += year - thisYear is >= 51 ? -100 : year - thisYear is <= -50 ? 100 : 0;
        var last = DateTime.DaysInMonth(year, month);
        return new DateOnly(year, month, day == 0 ? last : Math.Min(day, last));

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
