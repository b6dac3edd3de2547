using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>A code of <see cref="BarcodeLine"/>.</summary>
/// <param name="Text">The digits as printed.</param>
/// <param name="Gtin14">14 digits; a UPC-E expanded.</param>
/// <param name="Box">x, y, width, height in pixels.</param>
/// <param name="Lines">How many scan lines agreed.</param>
internal sealed record CodeLine(BarcodeSymbology Symbology, string Text, string Gtin14, int[] Box, int Lines)
{
    public static CodeLine Of(Barcode code) =>
        new(code.Symbology, code.Text, code.Gtin.Digits14, [code.Box.X, code.Box.Y, code.Box.Width, code.Box.Height], code.Lines);
}
