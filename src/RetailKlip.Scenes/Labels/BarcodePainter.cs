using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>EAN-13 bars (ISO/IEC 15420) with quiet zones and figures.</summary>
internal static class BarcodePainter
{
    private static readonly string[] LeftOdd =
        ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];

    /// <summary>Which of the left digits have even parity, by the first digit.</summary>
    private static readonly string[] Parity =
        ["OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"];

    /// <summary>The 95 modules; true is a bar.</summary>
    public static bool[] Modules(string ean)
    {
        var bits = "101";
        for (var i = 1; i <= 6; i++)
            bits += Parity[ean[0] - '0'][i - 1] == 'O' ? LeftOdd[ean[i] - '0'] : Reversed(Inverted(LeftOdd[ean[i] - '0']));
        bits += "01010";
        for (var i = 7; i <= 12; i++)
            bits += Inverted(LeftOdd[ean[i] - '0']);
        return [.. (bits + "101").Select(bit => bit == '1')];
    }

    /// <summary>Appends the check digit to twelve digits.</summary>
    public static string WithCheckDigit(string twelve)
    {
        var sum = twelve.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return twelve + (char)('0' + (10 - sum % 10) % 10);
    }

    public static void Paint(LabelCanvas label, SKRect box, string ean)
    {
        if (ean.Length != 13)
            return;
        label.Canvas.DrawRect(box, label.Fill(Colour.White));
        var module = box.Width / (95 + 11 + 7);
        var left = box.Left + 11 * module;
        var figures = MathF.Min(box.Height * 0.2f, 9 * module);
        var bars = Modules(ean);
        var paint = label.Fill(new Colour(12, 12, 14));
        for (var i = 0; i < bars.Length; i++)
        {
            if (!bars[i])
                continue;
            var guard = i is < 3 or > 91 or (> 44 and < 50);
            label.Canvas.DrawRect(left + i * module, box.Top + module * 2, module,
                box.Height - module * 3 - (guard ? figures * 0.5f : figures), paint);
        }
        var top = box.Bottom - figures * 0.95f;
        label.Line(ean[..1], Lettering.Plain, Colour.Ink, new SKRect(box.Left, top, left - module, box.Bottom - module));
        label.Line(ean[1..7], Lettering.Plain, Colour.Ink, new SKRect(left + 5 * module, top, left + 43 * module, box.Bottom - module));
        label.Line(ean[7..], Lettering.Plain, Colour.Ink, new SKRect(left + 52 * module, top, left + 90 * module, box.Bottom - module));
    }

    private static string Inverted(string bits) => new([.. bits.Select(bit => bit == '1' ? '0' : '1')]);

    private static string Reversed(string bits) => new([.. bits.Reverse()]);
}
