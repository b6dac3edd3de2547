using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>A retailer's own product code: 1 to 64 characters of valid Unicode, no control characters, no blanks at the ends. Compared
/// ordinally.</summary>
[JsonConverter(typeof(TextConverter<Sku>))]
public readonly record struct Sku : IComparable<Sku>, IParsable<Sku>
{
    public const int MaxLength = 64;

    private readonly string? _value;

    private Sku(string value) => _value = value;

    public string Value => _value ?? "";

    /// <exception cref="FormatException"><paramref name="text"/> is not a SKU.</exception>
    public static Sku Parse(string text) => TryParse(text, out var sku)
        ? sku
        : throw new FormatException(
            $"'{text}' is not a SKU: 1 to {MaxLength} characters without control characters or blanks at the ends are expected.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Sku sku)
    {
        // Half a surrogate pair has no UTF-8 form, so that it would come back from a file as another code.
        var valid = text is { Length: > 0 and <= MaxLength } && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
            && !text.Any(char.IsControl) && !text.EnumerateRunes().Contains(Rune.ReplacementChar);
        sku = valid ? new Sku(text!) : default;
        return valid;
    }

    public int CompareTo(Sku other) => string.CompareOrdinal(Value, other.Value);

    public static bool operator <(Sku left, Sku right) => left.CompareTo(right) < 0;

    public static bool operator >(Sku left, Sku right) => left.CompareTo(right) > 0;

    public static bool operator <=(Sku left, Sku right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Sku left, Sku right) => left.CompareTo(right) >= 0;

    static Sku IParsable<Sku>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Sku>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Sku result) =>
        TryParse(s, out result);

    public override string ToString() => Value;
}
