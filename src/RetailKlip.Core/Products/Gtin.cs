using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>
/// A GS1 trade item number, whatever its printed length (GTIN-8, UPC-A, EAN-13, GTIN-14), as 14 digits with a right
/// check digit. Equal numbers of different printed lengths are equal.
/// </summary>
[JsonConverter(typeof(TextConverter<Gtin>))]
public readonly record struct Gtin : IParsable<Gtin>
{
    private readonly string? _digits;

    private Gtin(string digits14) => _digits = digits14;

    /// <summary>14 digits, padded with zeros on the left; empty for <c>default</c>.</summary>
    public string Digits14 => _digits ?? "";

    /// <summary>The 13 digits of the EAN-13 symbol; null for a GTIN-14 of a case, which no EAN-13 can carry.</summary>
    public string? Digits13 => Digits14 is ['0', ..] ? Digits14[1..] : null;

    /// <summary>
    /// Whether the number has a meaning only inside one shop or chain: GS1 prefixes 02, 04 and 20 to 29 of its 13 digits, and
    /// GTIN-8 numbers starting with 0 or 2. Such a number may embed a price or a weight: see <see cref="RestrictedLayout"/>.
    /// </summary>
    public bool IsRestricted => Digits14 switch
    {
        "" => false,
        ['0', '0', '0', '0', '0', '0', var first, ..] => first is '0' or '2',
        [_, '0', '2' or '4', ..] => true,
        [_, '2', ..] => true,
        _ => false,
    };

    /// <summary>Reads 8, 12, 13 or 14 digits. Eight digits are a GTIN-8; for the short form of UPC-A see <see cref="ParseUpcE"/>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> has another length, holds something else, or its check digit is
    /// wrong.</exception>
    public static Gtin Parse(string text) => Fault(text) is { } fault ? throw new FormatException(fault) : new Gtin(text.PadLeft(14, '0'));

    public static bool TryParse([NotNullWhen(true)] string? text, out Gtin gtin)
    {
        var valid = Fault(text) is null;
        gtin = valid ? new Gtin(text!.PadLeft(14, '0')) : default;
        return valid;
    }

    /// <summary>
    /// Expands a zero-suppressed UPC-E number: 6 digits (number system 0), 7 (number system and 6 digits) or 8 (also its
    /// check digit, which must be right).
    /// </summary>
    /// <exception cref="FormatException"><paramref name="text"/> is none of these.</exception>
    public static Gtin ParseUpcE(string text)
    {
        if (text is not { Length: >= 6 and <= 8 } || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw new FormatException($"'{text}' is not a UPC-E number: 6, 7 or 8 digits are expected.");
        var system = text.Length == 6 ? '0' : text[0];
        if (system is not ('0' or '1'))
            throw new FormatException(
                $"'{text}' is not a UPC-E number: its number system is {system}, but only 0 and 1 have a short form.");
        var six = text.Length == 6 ? text : text[1..7];
        // GS1 General Specifications, table "UPC-E zero suppression": the last digit says which zeros were left out.
        var eleven = six[5] switch
        {
            >= '0' and <= '2' => $"{system}{six[..2]}{six[5]}0000{six[2..5]}",
            '3' => $"{system}{six[..3]}00000{six[3..5]}",
            '4' => $"{system}{six[..4]}00000{six[4]}",
            _ => $"{system}{six[..5]}0000{six[5]}",
        };
        var check = CheckDigit(eleven);
        if (text.Length == 8 && text[7] != check)
            throw new FormatException(
                $"'{text}' is not a UPC-E number: its check digit is {text[7]}, but {check} is right. Scan or type it again.");
        return Parse(eleven + check);
    }

    /// <summary>The GS1 check digit that follows <paramref name="digits"/>: weights 3 and 1 from the right, modulo 10.</summary>
    /// <param name="digits">ASCII digits without a check digit.</param>
    public static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        return (char)('0' + (10 - sum % 10) % 10);
    }

    static Gtin IParsable<Gtin>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Gtin>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Gtin result) =>
        TryParse(s, out result);

    public override string ToString() => Digits14;

    private static string? Fault(string? text)
    {
        if (text is not { Length: 8 or 12 or 13 or 14 } || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return $"'{text}' is not a GTIN: 8, 12, 13 or 14 digits are expected.";
        if (!text.AsSpan().ContainsAnyExcept('0'))
            return $"'{text}' is not a GTIN: zeros alone name no product.";
        var check = CheckDigit(text.AsSpan(0, text.Length - 1));
        return text[^1] == check
            ? null
            : $"'{text}' is not a GTIN: its check digit is {text[^1]}, but {check} is right. Scan or type it again.";
    }
}
