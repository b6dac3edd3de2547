using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>
/// A price look-up code of loose produce as the International Federation for Produce Standards gives them out: 3000 to 4999,
/// the same with a 9 before it where grown organically, and 83000 to 84999.
/// </summary>
[JsonConverter(typeof(TextConverter<Plu>))]
public readonly record struct Plu : IParsable<Plu>
{
    private const int OrganicOffset = 90_000;

    private Plu(int code) => Code = code;

    /// <summary>The code as a number; 0 for <c>default</c>.</summary>
    public int Code { get; }

    public bool IsOrganic => Code > OrganicOffset;

    /// <summary>The code of the same produce grown conventionally; itself where it is not organic.</summary>
    public Plu Regular => IsOrganic ? new Plu(Code - OrganicOffset) : this;

    /// <summary>The code of the same produce grown organically; null for 83000 to 84999, which have no organic form.</summary>
    public Plu? Organic => IsOrganic ? this : Code is >= 3000 and <= 4999 ? new Plu(Code + OrganicOffset) : null;

    /// <exception cref="FormatException"><paramref name="text"/> is not a PLU.</exception>
    public static Plu Parse(string text) => TryParse(text, out var plu)
        ? plu
        : throw new FormatException($"'{text}' is not a PLU: 3000 to 4999, 93000 to 94999 (organic) or 83000 to 84999 is expected.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Plu plu)
    {
        var valid = text is { Length: 4 or 5 }
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && (text.Length == 4 ? code is >= 3000 and <= 4999 : code is (>= 83_000 and <= 84_999) or (>= 93_000 and <= 94_999));
        plu = valid ? new Plu(int.Parse(text!, CultureInfo.InvariantCulture)) : default;
        return valid;
    }

    static Plu IParsable<Plu>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Plu>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Plu result) =>
        TryParse(s, out result);

    public override string ToString() => Code == 0 ? "" : Code.ToString(CultureInfo.InvariantCulture);
}
