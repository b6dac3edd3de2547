using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>Skins of fruit and vegetables, unrolled, and what lies in trays under film.</summary>
internal static class SkinPainter
{
    public static void PaintSkin(LabelCanvas label, SKRect box, Packaging packaging, Artwork art)
    {
        if (art.Skin != ProduceSkin.ByMotif)
        {
            new ProducePainter(label, box, packaging, art).Paint();
            if (art.Brand.Length > 0)
                Sticker(label, new SKPoint(box.MidX, box.Top + 0.46f * box.Height), art);
            return;
        }
        var random = new SeededRandom(art.Seed, 13);
        label.Canvas.DrawRect(box, label.Fade(new SKPoint(0, box.Top), new SKPoint(0, box.Bottom),
            LabelCanvas.Sk(packaging.Body.Mix(art.Accent, 0.35f)), LabelCanvas.Sk(packaging.Body)));
        // Blush on one side.
        foreach (var x in (ReadOnlySpan<float>)[-0.2f, 0.8f])
        {
            var centre = new SKPoint(box.Left + x * box.Width, box.Top + 0.45f * box.Height);
            label.Canvas.DrawRect(box, label.Glow(centre, 0.42f * box.Width, LabelCanvas.Sk(art.Flavour, 190),
                LabelCanvas.Sk(art.Flavour, 0)));
        }
        var strokes = (int)(box.Width * box.Height / 26);
        switch (art.Motif)
        {
            case Motif.Apple or Motif.Peach:
                for (var i = 0; i < strokes; i++)
                {
                    var x = box.Left + random.Unit() * box.Width;
                    var y = box.Top + random.Between(0.05f, 0.8f) * box.Height;
                    label.Canvas.DrawLine(x, y, x + random.Between(-0.6f, 0.6f), y + random.Between(3, 12),
                        label.Stroke(art.Flavour, random.Between(0.25f, 0.9f), 70));
                }
                Dots(art.Accent.Lighter(0.4f), strokes / 3, 0.3f, 110);
                break;
            case Motif.Banana:
                for (var i = 0; i < 5; i++)
                    label.Canvas.DrawRect(box.Left + (i + 0.5f) / 5 * box.Width, box.Top, 0.5f, box.Height, label.Fill(art.Accent, 120));
                label.Canvas.DrawRect(box.Left, box.Top, box.Width, 0.05f * box.Height, label.Fill(Colour.Parse("5B4A2A")));
                label.Canvas.DrawRect(box.Left, box.Top + 0.05f * box.Height, box.Width, 0.1f * box.Height,
                    label.Fill(Colour.Parse("A9B13C"), 150));
                label.Canvas.DrawRect(box.Left, box.Bottom - 0.025f * box.Height, box.Width, 0.025f * box.Height,
                    label.Fill(Colour.Parse("3B2F1E")));
                Dots(Colour.Parse("6B4F22"), strokes / 6, 0.7f, 130);
                break;
            default:
                Dots(packaging.Body.Darker(0.3f), strokes * 2, 0.45f, 70);
                Dots(packaging.Body.Lighter(0.4f), strokes * 2, 0.4f, 70);
                break;
        }
        if (art.Motif is not Motif.Banana)
            label.Canvas.DrawRect(box.Left, box.Top, box.Width, 0.05f * box.Height,
                label.Fade(new SKPoint(0, box.Top), new SKPoint(0, box.Top + 0.05f * box.Height),
                    LabelCanvas.Sk(Colour.Parse("5C5A24"), 170), LabelCanvas.Sk(Colour.Parse("5C5A24"), 0)));
        if (art.Brand.Length > 0)
            Sticker(label, new SKPoint(box.MidX, box.Top + 0.46f * box.Height), art);

        void Dots(Colour colour, int count, float size, byte alpha)
        {
            var paint = label.Fill(colour, alpha);
            for (var i = 0; i < count; i++)
                label.Canvas.DrawCircle(box.Left + random.Unit() * box.Width, box.Top + random.Unit() * box.Height,
                    size * random.Between(0.4f, 1.2f), paint);
        }
    }

    public static void PaintFilmTray(LabelCanvas label, SKRect box, Packaging packaging, Artwork art)
    {
        var random = new SeededRandom(art.Seed, 14);
        label.Canvas.DrawRect(box, label.Fill(packaging.Closure.Darker(0.35f)));
        var size = 0.17f * MathF.Min(box.Width, box.Height);
        for (var row = 0; row * size * 1.25f < box.Height + size; row++)
            for (var x = box.Left + (row % 2) * size * 0.7f; x < box.Right + size; x += size * 1.42f)
                MotifPainter.Paint(label, art.Motif, new SKPoint(x + random.Between(-0.2f, 0.2f) * size, box.Top + row * size * 1.25f),
                    size, random.Between(0, 360), random);
        // Film: faint streaks of light.
        for (var i = 0; i < 5; i++)
        {
            var x = box.Left + random.Unit() * box.Width;
            label.Canvas.DrawLine(x, box.Top, x + random.Between(-0.2f, 0.2f) * box.Width, box.Bottom,
                label.Stroke(Colour.White, random.Between(0.8f, 3), 28));
        }
        var sticker = SKRect.Create(box.Left + 0.08f * box.Width, box.Top + 0.1f * box.Height, 0.5f * box.Width, 0.62f * box.Height);
        label.Canvas.DrawRoundRect(sticker, 3, 3, label.Fill(Colour.White));
        var head = SKRect.Create(sticker.Left, sticker.Top, sticker.Width, sticker.Height * 0.34f);
        label.Within(() =>
        {
            label.Canvas.ClipRoundRect(new SKRoundRect(sticker, 3, 3), antialias: true);
            label.Canvas.DrawRect(head, label.Fill(art.Accent));
            label.Canvas.DrawRect(sticker.Left, sticker.Bottom - 0.13f * sticker.Height, sticker.Width, 0.13f * sticker.Height,
                label.Fill(art.Flavour));
        });
        label.Line(art.Brand, art.BrandLettering, art.Accent.Readable, Inside(0.08f, 0.06f, 0.92f, 0.29f));
        label.Heading(art.Name, art.NameLettering, Colour.Ink, Inside(0.06f, 0.38f, 0.94f, 0.52f));
        label.Line(art.Variant, Lettering.CondensedBold, art.Flavour.Luma > 0.75f ? Colour.Ink : art.Flavour,
            Inside(0.06f, 0.54f, 0.6f, 0.62f), SKTextAlign.Left);
        BarcodePainter.Paint(label, Inside(0.4f, 0.64f, 0.96f, 0.85f), art.Ean);
        label.Line(art.Weight, Lettering.PlainBold, Colour.Ink, Inside(0.06f, 0.69f, 0.34f, 0.78f), SKTextAlign.Left);

        SKRect Inside(float left, float top, float right, float bottom) =>
            new(sticker.Left + left * sticker.Width, sticker.Top + top * sticker.Height,
            sticker.Left + right * sticker.Width, sticker.Top + bottom * sticker.Height);
    }

    private static void Sticker(LabelCanvas label, SKPoint centre, Artwork art)
    {
        label.Canvas.DrawOval(centre.X, centre.Y, 9.5f, 7.5f, label.Fill(Colour.White));
        label.Canvas.DrawOval(centre.X, centre.Y, 9, 7, label.Fill(art.Accent));
        label.Line(art.Brand, art.BrandLettering, art.Accent.Readable,
            new SKRect(centre.X - 7.6f, centre.Y - 3.6f, centre.X + 7.6f, centre.Y + 0.4f));
        label.Line(art.Variant, Lettering.CondensedBold, art.Accent.Readable,
            new SKRect(centre.X - 5.5f, centre.Y + 1.4f, centre.X + 5.5f, centre.Y + 4.4f));
    }
}
