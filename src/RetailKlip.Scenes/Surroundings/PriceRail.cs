using System.Globalization;
using System.Numerics;
using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>The rails that carry a shelf's prices, printed once a process.</summary>
internal static class PriceRail
{
    /// <summary>After so many millimetres the print repeats.</summary>
    public const float Width = 760;

    public const float Height = 40;

    /// <summary>How far it stands up over the board, in millimetres.</summary>
    public const float Top = 2;

    /// <summary>Pixels a millimetre.</summary>
    public const float Density = 1.5f;

    private static readonly Lazy<Texture>[] Printed = [.. Enumerable.Range(0, 8).Select(seed => new Lazy<Texture>(() =>
        LabelPainter.Print(new Vector2(Width, Height), Density, label => Paint(label, new SeededRandom(seed, 15)))))];

    public static Texture Pick(SeededRandom random) => random.Pick(Printed).Value;

    private static void Paint(LabelCanvas label, SeededRandom random)
    {
        var rail = random.Chance(0.6f) ? Colour.FromHsv(random.Between(0, 360), random.Between(0, 0.06f), random.Between(0.6f, 0.95f))
            : Colour.FromHsv(random.Between(0, 360), random.Between(0.5f, 0.95f), random.Between(0.4f, 0.9f));
        label.Canvas.DrawRect(0, 0, Width, Height, label.Fill(rail));
        label.Canvas.DrawRect(0, 0, Width, 1.6f, label.Fill(rail.Lighter(0.4f)));
        label.Canvas.DrawRect(0, Height - 2, Width, 2, label.Fill(rail.Darker(0.35f)));
        for (var x = random.Between(4, 30); x < Width - 72; x += random.Between(76, 150))
        {
            var offer = random.Chance(0.2f);
            var card = new SKRect(x, 3.5f, x + 66, Height - 4);
            var paper = offer ? Colour.Parse(random.Chance(0.5f) ? "FFD91A" : "D8232A") : Colour.White;
            label.Canvas.DrawRect(card, label.Fill(paper));
            var ink = paper.Readable;
            var price = (random.Below(14) + (random.Chance(0.5f) ? 0.99f : 0.49f)).ToString("F2", CultureInfo.InvariantCulture);
            label.Line(price, Lettering.CondensedBold, ink, new SKRect(x + 28, 7, x + 64, Height - 13), SKTextAlign.Right);
            label.Line(random.Chance(0.5f) ? "Offer of the week" : "Price per piece", Lettering.Condensed, ink,
                new SKRect(x + 2.5f, 7, x + 27, 12), SKTextAlign.Left);
            for (var line = 0; line < 3; line++)
                label.Canvas.DrawRect(x + 2.5f, 15 + 3.4f * line, random.Between(10, 24), 1.3f, label.Fill(ink, 170));
            for (var bar = 0; bar < 22; bar++)
                if (random.Chance(0.55f))
                    label.Canvas.DrawRect(x + 2.5f + bar, Height - 12, random.Between(0.4f, 1), 6.5f, label.Fill(ink));
        }
    }
}
