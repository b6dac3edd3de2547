using System.Globalization;
using System.Text;

namespace RetailKlip.Kiosk;

/// <summary>A list as bytes for a receipt printer (Epson, "ESC/POS Command Reference": <c>ESC @</c>, <c>ESC t</c>, <c>ESC a</c>, <c>ESC E</c>,
/// <c>GS V</c>).</summary>
internal static class EscPos
{
    private const byte Esc = 0x1B, Gs = 0x1D;

    // WPC1252, which every printer with Latin letters has.
    private const byte Western = 16;

    private static readonly Encoding Letters =
        CodePagesEncodingProvider.Instance.GetEncoding(1252, new EncoderReplacementFallback("?"), DecoderFallback.ReplacementFallback)!;

    /// <param name="columns">Characters in a line.</param>
    public static byte[] Write(ItemList list, int columns)
    {
        var bytes = new List<byte> { Esc, (byte)'@', Esc, (byte)'t', Western };
        if (list.Heading.Length > 0)
        {
            bytes.AddRange([Esc, (byte)'a', 1, Esc, (byte)'E', 1]);
            Lines(bytes, list.Heading, columns);
            bytes.AddRange([Esc, (byte)'E', 0, Esc, (byte)'a', 0]);
        }
        Lines(bytes, list.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), columns);
        Lines(bytes, new string('-', columns), columns);
        foreach (var item in list.Items)
            Lines(bytes, string.Create(CultureInfo.InvariantCulture, $"{item.Pieces,3} x {item.Name}"), columns);
        Lines(bytes, new string('-', columns), columns);
        if (list.Total is { } total)
        {
            bytes.AddRange([Esc, (byte)'E', 1]);
            Lines(bytes, total.PadLeft(columns), columns);
            bytes.AddRange([Esc, (byte)'E', 0]);
        }
        Lines(bytes, list.Basket.ToString(), columns);
        // Feeds to the knife, and cuts but for one point.
        bytes.AddRange([Gs, (byte)'V', 66, 0]);
        return [.. bytes];
    }

    // A name could hold the printer's commands.
    private static void Lines(List<byte> bytes, string text, int columns)
    {
        var printed = new string([.. text.Where(letter => !char.IsControl(letter))]);
        foreach (var line in printed.Chunk(columns))
            bytes.AddRange([.. Letters.GetBytes(line), (byte)'\n']);
    }
}
