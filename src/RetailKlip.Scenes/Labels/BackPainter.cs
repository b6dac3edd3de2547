using System.Globalization;
using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>What stands on the back and the narrow sides: small print, nutrition table, bar code.</summary>
internal sealed class BackPainter(LabelCanvas label, Artwork art)
{
    private static readonly (string Name, float Low, float High, string Unit)[] Nutrients =
    [
        ("Energy", 140, 2200, "kJ"), ("Fat", 0.1f, 32, "g"), ("of which saturates", 0, 14, "g"), ("Carbohydrate", 1, 70, "g"),
        ("of which sugars", 0.5f, 48, "g"), ("Fibre", 0, 9, "g"), ("Protein", 0.4f, 14, "g"), ("Salt", 0, 1.9f, "g"),
    ];

    private readonly SeededRandom _random = new(art.Seed, 12);

    public void PaintBack(SKRect box)
    {
        float w = box.Width, h = box.Height;
        var ground = art.Layout is LabelLayout.Oval or LabelLayout.Burst ? art.Flavour : art.Ground;
        var ink = ground.Readable;
        label.Canvas.DrawRect(box.Left, box.Top, w, 0.14f * h, label.Fill(art.Accent));
        label.Line(art.Brand, art.BrandLettering, art.Accent.Readable, At(box, 0.1f, 0.025f, 0.9f, 0.115f));
        label.Line(art.Name, art.NameLettering, ink, At(box, 0.08f, 0.165f, 0.92f, 0.215f), SKTextAlign.Left);
        label.Line(art.Variant, Lettering.CondensedBold, ink, At(box, 0.08f, 0.23f, 0.7f, 0.265f), SKTextAlign.Left);
        label.Canvas.DrawRect(box.Left, box.Top + 0.28f * h, w, 0.022f * h, label.Fill(art.Flavour == ground ? art.Accent : art.Flavour));
        var letters = Math.Clamp(0.026f * MathF.Sqrt(w * h), 1.3f, 2.6f);
        label.Paragraph(art.Ingredients, Lettering.Condensed, ink, At(box, 0.08f, 0.315f, 0.92f, 0.47f), letters);
        Table(At(box, 0.08f, 0.49f, 0.92f, 0.775f));
        var code = At(box, 0.38f, 0.8f, 0.92f, 0.965f);
        if (code.Width > 40)
            code.Left = code.Right - 40;
        BarcodePainter.Paint(label, code, art.Ean);
        label.Line(art.Weight + " ℮", Lettering.PlainBold, ink, At(box, 0.08f, 0.83f, 0.32f, 0.87f), SKTextAlign.Left);
        label.Line("BEST BEFORE: SEE LID", Lettering.Condensed, ink, At(box, 0.08f, 0.9f, 0.34f, 0.925f), SKTextAlign.Left);
    }

    public void PaintSide(SKRect box)
    {
        var ground = art.Layout is LabelLayout.Oval or LabelLayout.Burst ? art.Flavour : art.Ground;
        label.Canvas.DrawRect(box, label.Fill(ground));
        label.Within(() =>
        {
            if (box.Height > 1.3f * box.Width)
            {
                // Type runs up the side.
                label.Canvas.RotateDegrees(-90, box.MidX, box.MidY);
                box = SKRect.Create(box.MidX - box.Height / 2, box.MidY - box.Width / 2, box.Height, box.Width);
            }
            label.Canvas.DrawRect(At(box, 0, 0.78f, 1, 1), label.Fill(art.Flavour == ground ? art.Accent : art.Flavour));
            label.Line(art.Brand, art.BrandLettering, ground.Readable, At(box, 0.06f, 0.16f, 0.48f, 0.64f), SKTextAlign.Left);
            label.Line(art.Name, art.NameLettering, ground.Readable, At(box, 0.54f, 0.18f, 0.94f, 0.42f), SKTextAlign.Right);
            label.Line(art.Variant, Lettering.CondensedBold, ground.Readable, At(box, 0.54f, 0.5f, 0.94f, 0.66f), SKTextAlign.Right);
        });
    }

    /// <summary>A line or two above the other: 100 g of it.</summary>
    private void Table(SKRect box)
    {
        label.Canvas.DrawRect(box, label.Fill(Colour.White));
        label.Canvas.DrawRect(box, label.Stroke(Colour.Ink, 0.004f * box.Width));
        var row = box.Height / (Nutrients.Length + 1);
        label.Line("Nutrition per 100 g", Lettering.CondensedBold, Colour.Ink,
            new SKRect(box.Left + 0.03f * box.Width, box.Top + 0.2f * row, box.Right, box.Top + 0.8f * row), SKTextAlign.Left);
        for (var i = 0; i < Nutrients.Length; i++)
        {
            var (name, low, high, unit) = Nutrients[i];
            var top = box.Top + (i + 1) * row;
            label.Canvas.DrawRect(box.Left, top, box.Width, 0.003f * box.Width, label.Fill(Colour.Ink));
            var value = low + (high - low) * MathF.Pow(_random.Unit(), 2);
            var figure = value.ToString(high > 100 ? "F0" : "F1", CultureInfo.InvariantCulture) + " " + unit;
            label.Line(name, Lettering.Condensed, Colour.Ink, new SKRect(box.Left + 0.03f * box.Width, top + 0.24f * row, box.Left
                + 0.68f * box.Width, top + 0.8f * row), SKTextAlign.Left);
            label.Line(figure, Lettering.Condensed, Colour.Ink, new SKRect(box.Left + 0.6f * box.Width, top + 0.24f * row,
                box.Right - 0.03f * box.Width, top + 0.8f * row), SKTextAlign.Right);
        }
    }

    private static SKRect At(SKRect box, float left, float top, float right, float bottom) =>
        new(box.Left + left * box.Width, box.Top + top * box.Height, box.Left + right * box.Width, box.Top + bottom * box.Height);
}
