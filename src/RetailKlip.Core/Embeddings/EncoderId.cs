using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace RetailKlip.Core;

/// <summary>
/// Identity of the space an embedding lives in: the SHA-256 of the FP32 encoder file and its preprocessing, as 64
/// lower-case hex digits. Every precision of one encoder carries its parent's id. Embeddings of different ids are not comparable.
/// </summary>
[JsonConverter(typeof(TextConverter<EncoderId>))]
public readonly record struct EncoderId : IParsable<EncoderId>
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private EncoderId(string value) => _value = value;

    /// <summary>The 64 lower-case hex digits; empty for <c>default</c>, which equals no encoder's id.</summary>
    public string Value => _value ?? "";

    /// <summary>Reads an id exactly as written: no trimming, no change of case, since a silent difference breaks galleries.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not 64 lower-case hex digits.</exception>
    public static EncoderId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"'{text}' is not an encoder id: 64 lower-case hex digits are expected.");

    public static bool TryParse([NotNullWhen(true)] string? text, out EncoderId id)
    {
        var valid = text is { Length: 64 } && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;
        id = valid ? new EncoderId(text!) : default;
        return valid;
    }

    /// <summary>The first 12 digits, for people and logs.</summary>
    public string Short => Value.Length == 64 ? Value[..12] : "none";

    static EncoderId IParsable<EncoderId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<EncoderId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EncoderId result) =>
        TryParse(s, out result);

    public override string ToString() => Value;
}
