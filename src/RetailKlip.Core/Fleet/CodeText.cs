namespace RetailKlip.Core;

/// <summary>
/// Bytes as text that people can type and a QR code packs tightly: Crockford's base 32, which reads O as 0, I and L as 1, in groups of
/// eight letters. The last letter of a group is its check (Luhn's algorithm for 32 letters: it finds every mistyped letter, and nearly
/// every pair that changed places).
/// </summary>
internal static class CodeText
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Radix = 32, BitsOfLetter = 5, LettersOfGroup = 8;

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var values = new List<int>();
        var (bits, count) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, count) = (bits << 8 | one, count + 8);
            while (count >= BitsOfLetter)
                values.Add(bits >> (count -= BitsOfLetter) & (Radix - 1));
            bits &= (1 << count) - 1;
        }
        if (count > 0)
            values.Add(bits << (BitsOfLetter - count) & (Radix - 1));
        var groups = values.Chunk(LettersOfGroup - 1)
            .Select(group => string.Concat(group.Append(Check(group)).Select(value => Letters[value])));
        return string.Join('-', groups);
    }

    /// <exception cref="FormatException">A letter or a group is wrong; the message says which group.</exception>
    public static byte[] Read(string text)
    {
        var letters = text.Where(letter => letter != '-' && !char.IsWhiteSpace(letter)).Select(ValueOf).ToList();
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var (index, group) in letters.Chunk(LettersOfGroup).Index())
        {
            if (group.Length < 2 || group.Contains(-1) || Check(group.AsSpan(..^1)) != group[^1])
                throw new FormatException($"group {index + 1} of the code is mistyped or cut off");
            foreach (var value in group.AsSpan(..^1))
            {
                (bits, count) = (bits << BitsOfLetter | value, count + BitsOfLetter);
                if (count < 8)
                    continue;
                bytes.Add((byte)(bits >> (count -= 8)));
                bits &= (1 << count) - 1;
            }
        }
        return [.. bytes];
    }

    private static int ValueOf(char letter) => char.ToUpperInvariant(letter) switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        var other => Letters.IndexOf(other),
    };

    private static int Check(ReadOnlySpan<int> values)
    {
        var sum = 0;
        for (var i = values.Length - 1; i >= 0; i--)
        {
            var weighted = values[i] * ((values.Length - i) % 2 == 1 ? 2 : 1);
            sum += weighted / Radix + weighted % Radix;
        }
        return (Radix - sum % Radix) % Radix;
    }
}
