using System.Globalization;

namespace RetailKlip.Core;

/// <summary>GS1 application identifiers: how long they and their values are, and what their values may hold (General Specifications, 3 and
/// 7.8).</summary>
internal static class Gs1Identifiers
{
    // Longest value of any identifier: (8110) and (8112), 70 characters, and (4300) and its like, 35 characters of three each when escaped.
    private const int MaxValue = 90;

    /// <summary>The identifier at the start of an element.</summary>
    /// <exception cref="FormatException">None stands there.</exception>
    public static string At(ReadOnlySpan<char> text)
    {
        var length = text is [>= '0' and <= '9', >= '0' and <= '9', ..] ? LengthOf(text[..2]) : 0;
        return length > 0 && text.Length >= length && !text[..length].ContainsAnyExceptInRange('0', '9')
            ? text[..length].ToString()
            : throw new FormatException("an application identifier is expected where it has none");
    }

    /// <summary>Whether an identifier in brackets stands at the start.</summary>
    public static bool IsBracketed(ReadOnlySpan<char> text)
    {
        var close = text.IndexOf(')');
        return text is ['(', ..] && close is >= 3 and <= 5
            && !text[1..close].ContainsAnyExceptInRange('0', '9') && LengthOf(text[1..3]) == close - 1;
    }

    /// <summary>Characters of the value of an identifier that needs no separator after it (7.8.5, table of predefined lengths); null of all
    /// others.</summary>
    public static int? PredefinedLength(string ai) => ai[..2] switch
    {
        "00" => 18,
        "01" or "02" or "03" => 14,
        "04" => 16,
        "11" or "12" or "13" or "14" or "15" or "16" or "17" or "18" or "19" => 6,
        "20" => 2,
        "31" or "32" or "33" or "34" or "35" or "36" => 6,
        "41" => 13,
        _ => null,
    };

    /// <returns>What is wrong with an element; null where nothing is, as far as this knows its identifier.</returns>
    public static string? Fault(string ai, string value) =>
        !IsDigits(ai) || LengthOf(ai) != ai.Length ? $"({ai}) is no application identifier"
        : value.Length is 0 or > MaxValue ? $"({ai}) has {value.Length} characters"
        : PredefinedLength(ai) is { } length && value.Length != length ? $"({ai}) has {value.Length} characters, not {length}"
        : !value.All(IsInSet82) ? $"({ai}) holds a character that GS1 has not (7.11)"
        : PredefinedLength(ai) is not null && !IsDigits(value) ? $"({ai}) must be digits"
        : ai switch
        {
            "01" or "02" => Gtin.TryParse(value, out _) ? null : $"({ai}) {value} is no GTIN: its check digit is wrong",
            "10" or "21" => value.Length > 20 ? $"({ai}) has more than 20 characters" : null,
            "11" or "12" or "13" or "15" or "16" or "17" => IsDate(value) ? null : $"({ai}) {value} is no date",
            "30" or "37" => IsDigits(value) && value.Length <= 8 ? null : $"({ai}) must be at most 8 digits",
            _ when ai.StartsWith("390", StringComparison.Ordinal) || ai.StartsWith("392", StringComparison.Ordinal) =>
                IsDigits(value) && value.Length <= 15 ? null : $"({ai}) must be at most 15 digits",
            _ when ai.StartsWith("391", StringComparison.Ordinal) || ai.StartsWith("393", StringComparison.Ordinal) =>
                IsDigits(value) && value.Length is >= 4 and <= 18 ? null : $"({ai}) must be a currency of 3 digits and at most 15 more",
            _ => null,
        };

    // 7.8.5 and 3.2: how many digits an identifier that begins so has; 0 where none does.
    private static int LengthOf(ReadOnlySpan<char> ai) => ai.Length < 2 ? 0 : int.Parse(ai[..2], CultureInfo.InvariantCulture) switch
    {
        <= 4 or (>= 10 and <= 22) or 30 or 37 or >= 90 => 2,
        23 or 24 or 25 or 40 or 41 or 42 or 71 => 3,
        (>= 31 and <= 36) or 39 or 43 or 70 or 72 or 80 or 81 or 82 => 4,
        _ => 0,
    };

    private static bool IsDigits(string value) => !value.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsDate(string value) =>
        int.Parse(value[2..4], CultureInfo.InvariantCulture) is >= 1 and <= 12 and var month
        && int.Parse(value[4..], CultureInfo.InvariantCulture) is >= 0 and var day
        // A leap day of whichever century it is of: years divisible by four are leap years but for 1900 and 2100.
        && day <= DateTime.DaysInMonth(int.Parse(value[..2], CultureInfo.InvariantCulture) % 4 == 0 ? 2024 : 2025, month);

    // 7.11, table of the unique characters that identifiers may hold.
    private static bool IsInSet82(char character) =>
        char.IsAsciiLetterOrDigit(character) || "!\"%&'()*+,-./:;<=>?_".Contains(character, StringComparison.Ordinal);
}
