using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>
/// The eight fronts. Each fills its ground over the whole panel, so that a wrap has no edge, and sets type and pictures in the front.
/// Lengths are shares of the front, so that one layout fits a can and a cereal box.
/// </summary>
internal sealed class FrontPainter(LabelCanvas label, Artwork art, SKRect full, SKRect front)
{
    private readonly SeededRandom _random = new(art.Seed, 11);

    private SKCanvas Canvas => label.Canvas;

    private float W => front.Width;

    private float H => front.Height;

    private float Unit => MathF.Min(W, H);

    public void Paint()
    {
        Canvas.DrawRect(full, label.Fill(art.Ground));
        if (W > 1.7f * H)
            Wide();
        else
            switch (art.Layout)
            {
                case LabelLayout.Banner:
                    Banner();
                    break;
                case LabelLayout.Oval:
                    Oval();
                    break;
                case LabelLayout.Diagonal:
                    Diagonal();
                    break;
                case LabelLayout.Minimal:
                    Minimal();
                    break;
                case LabelLayout.Burst:
                    Burst();
                    break;
                case LabelLayout.Classic:
                    Classic();
                    break;
                case LabelLayout.Pattern:
                    Pattern();
                    break;
                default:
                    Stripes();
                    break;
            }
        Badge();
    }

    private void Banner()
    {
        Canvas.DrawRect(full, label.Fade(new SKPoint(0, full.Top), new SKPoint(0, full.Bottom), LabelCanvas.Sk(art.Ground.Lighter(0.25f)),
            LabelCanvas.Sk(art.Ground)));
        // The flavour rises from below in a wave, the accent hangs from above.
        Wave(full.Bottom - 0.27f * H, 0.05f * H, below: true, art.Flavour);
        Wave(full.Top + 0.29f * H, 0.06f * H, below: false, art.Accent.Darker(0.25f));
        Wave(full.Top + 0.27f * H, 0.06f * H, below: false, art.Accent);
        label.Line(art.Brand, art.BrandLettering, art.Accent.Readable, Box(0.08f, 0.05f, 0.92f, 0.22f));
        Pictures(0.5f, 0.5f, 0.27f, 3);
        label.Heading(art.Name, art.NameLettering, art.Flavour.Readable, Box(0.08f, 0.755f, 0.92f, 0.85f));
        label.Line(art.Variant, Lettering.CondensedBold, art.Flavour.Readable, Box(0.12f, 0.87f, 0.88f, 0.925f));
        Weight(Box(0.6f, 0.945f, 0.94f, 0.98f), art.Flavour.Readable);
        label.Line(art.Tagline, Lettering.SerifItalic, art.Ground.Readable, Box(0.15f, 0.655f, 0.85f, 0.695f));
    }

    private void Oval()
    {
        Canvas.DrawRect(full, label.Glow(At(0.5f, 0.45f), 0.75f * H, LabelCanvas.Sk(art.Flavour.Lighter(0.45f)),
            LabelCanvas.Sk(art.Flavour)));
        Pictures(0.5f, 0.82f, 0.26f, 5);
        var oval = Box(0.06f, 0.08f, 0.94f, 0.36f);
        Canvas.DrawOval(oval, label.Fill(art.Accent.Darker(0.3f)));
        oval.Inflate(-0.012f * Unit, -0.012f * Unit);
        Canvas.DrawOval(oval, label.Fill(Colour.White));
        oval.Inflate(-0.025f * Unit, -0.025f * Unit);
        Canvas.DrawOval(oval, label.Fill(art.Accent));
        label.Line(art.Brand, art.BrandLettering, art.Accent.Readable, Box(0.17f, 0.135f, 0.83f, 0.305f));
        label.Heading(art.Name, art.NameLettering, art.Flavour.Readable, Box(0.08f, 0.4f, 0.92f, 0.52f),
            outline: art.Flavour.Readable == Colour.White ? art.Flavour.Darker(0.35f) : null);
        Pill(art.Variant, 0.2f, 0.545f, 0.8f, 0.615f, Colour.White, art.Flavour.Darker(0.45f));
        Weight(Box(0.06f, 0.95f, 0.4f, 0.98f), Colour.White);
    }

    private void Diagonal()
    {
        using var lowerLine = new SKPathBuilder();
        lowerLine.MoveTo(full.Left, front.Top + 0.56f * H);
        lowerLine.LineTo(front.Left, front.Top + 0.56f * H);
        lowerLine.LineTo(front.Right, front.Top + 0.36f * H);
        lowerLine.LineTo(full.Right, front.Top + 0.36f * H);
        lowerLine.LineTo(full.Right, full.Bottom);
        lowerLine.LineTo(full.Left, full.Bottom);
        lowerLine.Close();
        using var lower = lowerLine.Detach();
        Canvas.DrawPath(lower, label.Fill(art.Flavour));
        Canvas.DrawPath(lower, label.Stroke(art.Accent, 0.035f * Unit));
        label.Within(() =>
        {
            Canvas.RotateDegrees(-MathF.Atan2(0.2f * H, W) * 180 / MathF.PI, front.MidX, front.Top + 0.3f * H);
            label.Line(art.Brand, art.BrandLettering, Contrast(art.Accent, art.Ground), Box(0.06f, 0.14f, 0.94f, 0.34f));
            label.Line(art.Tagline, Lettering.Humanist, Contrast(art.Accent, art.Ground), Box(0.3f, 0.36f, 0.94f, 0.395f),
                SKTextAlign.Right);
        });
        Pictures(0.66f, 0.7f, 0.27f, 3);
        label.Heading(art.Name, art.NameLettering, art.Flavour.Readable, Box(0.06f, 0.59f, 0.6f, 0.71f), SKTextAlign.Left);
        Pill(art.Variant, 0.06f, 0.86f, 0.66f, 0.925f, art.Accent, art.Accent.Readable);
        Weight(Box(0.7f, 0.93f, 0.95f, 0.97f), art.Flavour.Readable);
    }

    private void Minimal()
    {
        var pale = art.Ground.Luma > 0.6f ? art.Ground : art.Ground.Lighter(0.82f);
        Canvas.DrawRect(full, label.Fill(pale));
        Canvas.DrawRect(full.Left, front.Top + 0.8f * H, full.Width, 0.13f * H, label.Fill(art.Flavour));
        Canvas.DrawRect(full.Left, front.Top + 0.94f * H, full.Width, 0.012f * H, label.Fill(art.Flavour));
        label.Line(art.Brand, art.BrandLettering, Contrast(art.Accent, pale), Box(0.14f, 0.06f, 0.86f, 0.19f));
        Canvas.DrawRect(front.Left + 0.42f * W, front.Top + 0.215f * H, 0.16f * W, 0.006f * H, label.Fill(art.Flavour));
        label.Heading(art.Name, art.NameLettering, Colour.Ink, Box(0.1f, 0.245f, 0.9f, 0.36f));
        var centre = At(0.5f, 0.58f);
        var radius = MathF.Min(0.36f * W, 0.19f * H);
        Canvas.DrawCircle(centre, radius, label.Glow(centre, radius, LabelCanvas.Sk(art.Flavour.Lighter(0.85f)),
            LabelCanvas.Sk(art.Flavour.Lighter(0.55f))));
        Pictures(0.5f, 0.58f, 0.8f * radius / MathF.Min(W, 0.72f * H), art.SecondMotif == Motif.None ? 1 : 2);
        label.Line(art.Variant, Lettering.Spartan, art.Flavour.Readable, Box(0.1f, 0.83f, 0.9f, 0.9f));
        Weight(Box(0.36f, 0.958f, 0.64f, 0.985f), Colour.Ink);
    }

    private void Burst()
    {
        Canvas.DrawRect(full, label.Fill(art.Flavour));
        var centre = At(0.5f, 0.6f);
        for (var i = 0; i < 24; i++)
        {
            using var rayLine = new SKPathBuilder();
            float a = i * MathF.PI / 12, b = a + MathF.PI / 24, far = full.Width + full.Height;
            rayLine.MoveTo(centre);
            rayLine.LineTo(centre.X + MathF.Cos(a) * far, centre.Y + MathF.Sin(a) * far);
            rayLine.LineTo(centre.X + MathF.Cos(b) * far, centre.Y + MathF.Sin(b) * far);
            rayLine.Close();
        using var ray = rayLine.Detach();
            Canvas.DrawPath(ray, label.Fill(art.Flavour.Lighter(0.25f)));
        }
        Canvas.DrawCircle(centre, 0.5f * Unit, label.Glow(centre, 0.5f * Unit, SKColors.White.WithAlpha(220), SKColors.White.WithAlpha(0)));
        Pictures(0.5f, 0.61f, 0.3f, 4);
        label.Within(() =>
        {
            Canvas.RotateDegrees(-6, front.MidX, front.Top + 0.2f * H);
            label.Line(art.Brand, art.BrandLettering, art.Accent, Box(0.05f, 0.09f, 0.95f, 0.3f), outline: art.Accent.Luma > 0.5f
                ? art.Flavour.Darker(0.55f) : Colour.White, stretch: 0.75f);
        });
        Canvas.DrawRect(full.Left, front.Top + 0.83f * H, full.Width, 0.17f * H, label.Fill(art.Accent));
        label.Heading(art.Name, art.NameLettering, art.Accent.Readable, Box(0.06f, 0.85f, 0.94f, 0.925f));
        label.Line(art.Variant, Lettering.CondensedBold, art.Accent.Readable, Box(0.06f, 0.935f, 0.66f, 0.98f), SKTextAlign.Left);
        Weight(Box(0.7f, 0.94f, 0.94f, 0.978f), art.Accent.Readable);
    }

    private void Classic()
    {
        var ground = art.Ground;
        Canvas.DrawRect(full, label.Fade(new SKPoint(0, full.Top), new SKPoint(0, full.Bottom), LabelCanvas.Sk(ground),
            LabelCanvas.Sk(ground.Darker(0.12f))));
        var frame = Box(0.04f, 0.035f, 0.96f, 0.965f);
        Canvas.DrawRect(frame, label.Stroke(art.Accent, 0.014f * Unit));
        frame.Inflate(-0.025f * Unit, -0.025f * Unit);
        Canvas.DrawRect(frame, label.Stroke(art.Accent, 0.005f * Unit));
        label.Line(art.Brand, art.BrandLettering, Contrast(art.Accent, ground), Box(0.12f, 0.085f, 0.88f, 0.23f));
        label.Line(art.Tagline, Lettering.SerifItalic, Contrast(art.Accent, ground), Box(0.18f, 0.245f, 0.82f, 0.285f));
        var centre = At(0.5f, 0.49f);
        var radius = MathF.Min(0.36f * W, 0.185f * H);
        Canvas.DrawCircle(centre, radius * 1.08f, label.Fill(art.Accent));
        Canvas.DrawCircle(centre, radius, label.Glow(centre, radius, LabelCanvas.Sk(Colour.Parse("FFFDF6")),
            LabelCanvas.Sk(Colour.Parse("EFE6D2"))));
        Picture(art.Motif, centre, radius * 0.72f, 0);
        // A ribbon with folded ends in the flavour's colour, right across.
        float top = front.Top + 0.7f * H, bottom = front.Top + 0.81f * H;
        Canvas.DrawRect(full.Left, top, full.Width, bottom - top, label.Fill(art.Flavour));
        Canvas.DrawRect(full.Left, top, full.Width, 0.006f * H, label.Fill(art.Flavour.Lighter(0.5f)));
        Canvas.DrawRect(full.Left, bottom - 0.006f * H, full.Width, 0.006f * H, label.Fill(art.Flavour.Darker(0.35f)));
        label.Line(art.Name, art.NameLettering, art.Flavour.Readable, Box(0.08f, 0.72f, 0.92f, 0.79f));
        label.Line(art.Variant, Lettering.SerifBold, ground.Readable, Box(0.12f, 0.835f, 0.88f, 0.89f));
        Weight(Box(0.36f, 0.91f, 0.64f, 0.94f), ground.Readable);
    }

    private void Pattern()
    {
        var split = front.Top + 0.5f * H;
        Canvas.DrawRect(full.Left, split, full.Width, full.Bottom - split, label.Fill(art.Flavour.Lighter(0.1f)));
        label.Within(() =>
        {
            Canvas.ClipRect(new SKRect(full.Left, split, full.Right, full.Bottom));
            var size = 0.15f * Unit;
            for (var row = 0; split + row * size * 1.5f < full.Bottom + size; row++)
                for (var x = full.Left + (row % 2) * size * 0.85f; x < full.Right + size; x += size * 1.7f)
                    Picture(row % 2 == 1 && art.SecondMotif != Motif.None ? art.SecondMotif : art.Motif,
                        new SKPoint(x, split + row * size * 1.5f + size * 0.6f), size, _random.Between(-50, 50));
        });
        Canvas.DrawRect(full.Left, split - 0.02f * H, full.Width, 0.035f * H, label.Fill(art.Accent));
        label.Line(art.Brand, art.BrandLettering, Contrast(art.Accent, art.Ground), Box(0.07f, 0.06f, 0.93f, 0.25f));
        label.Heading(art.Name, art.NameLettering, art.Ground.Readable, Box(0.09f, 0.28f, 0.91f, 0.385f));
        Pill(art.Variant, 0.18f, 0.4f, 0.82f, 0.465f, art.Flavour, art.Flavour.Readable);
        Weight(Box(0.68f, 0.93f, 0.95f, 0.97f), Colour.White);
    }

    private void Stripes()
    {
        var count = MathF.Max(1, MathF.Round(full.Width / (0.22f * Unit)));
        var width = full.Width / count;
        for (var i = 0; i < count; i++)
            Canvas.DrawRect(full.Left + i * width, full.Top, width / 2, full.Height, label.Fill(art.Flavour));
        var centre = At(0.5f, 0.5f);
        var shield = new SKRect(centre.X - 0.44f * W, front.Top + 0.2f * H, centre.X + 0.44f * W, front.Top + 0.8f * H);
        var round = 0.2f * Unit;
        Canvas.DrawRoundRect(shield, round, round, label.Fill(art.Accent));
        shield.Inflate(-0.02f * Unit, -0.02f * Unit);
        Canvas.DrawRoundRect(shield, round, round, label.Stroke(art.Accent.Readable, 0.008f * Unit));
        label.Line(art.Brand, art.BrandLettering, art.Accent.Readable, Box(0.13f, 0.245f, 0.87f, 0.4f));
        Pictures(0.5f, 0.52f, 0.15f, 3);
        label.Heading(art.Name, art.NameLettering, art.Accent.Readable, Box(0.14f, 0.635f, 0.86f, 0.74f));
        Canvas.DrawRect(full.Left, front.Top + 0.86f * H, full.Width, 0.09f * H, label.Fill(Colour.White));
        label.Line(art.Variant, Lettering.CondensedBold, Contrast(art.Flavour, Colour.White), Box(0.06f, 0.875f, 0.66f, 0.935f),
            SKTextAlign.Left);
        Weight(Box(0.7f, 0.885f, 0.95f, 0.925f), Colour.Ink);
    }

    /// <summary>Bars and low lids: brand left, picture right.</summary>
    private void Wide()
    {
        Canvas.DrawRect(full, label.Fade(new SKPoint(full.Left, 0), new SKPoint(full.Right, 0), LabelCanvas.Sk(art.Ground),
            LabelCanvas.Sk(art.Ground.Darker(0.15f))));
        using var sweepLine = new SKPathBuilder();
        sweepLine.MoveTo(front.Left + 0.68f * W, full.Top);
        sweepLine.QuadTo(front.Left + 0.54f * W, front.MidY, front.Left + 0.62f * W, full.Bottom);
        sweepLine.LineTo(full.Right, full.Bottom);
        sweepLine.LineTo(full.Right, full.Top);
        sweepLine.Close();
        using var sweep = sweepLine.Detach();
        Canvas.DrawPath(sweep, label.Fill(art.Flavour));
        Canvas.DrawPath(sweep, label.Stroke(art.Accent, 0.03f * Unit));
        var size = 0.36f * H;
        if (art.SecondMotif != Motif.None)
            Picture(art.SecondMotif, At(0.91f, 0.38f), size * 0.7f, 15);
        Picture(art.Motif, At(0.78f, 0.55f), size, -10);
        label.Line(art.Brand, art.BrandLettering, Contrast(art.Accent, art.Ground), Box(0.06f, 0.14f, 0.54f, 0.56f), SKTextAlign.Left);
        label.Line(art.Name, art.NameLettering, art.Ground.Readable, Box(0.06f, 0.63f, 0.55f, 0.75f), SKTextAlign.Left);
        label.Line(art.Variant, Lettering.CondensedBold, art.Ground.Readable, Box(0.06f, 0.79f, 0.42f, 0.88f), SKTextAlign.Left);
        Weight(Box(0.44f, 0.8f, 0.56f, 0.87f), art.Ground.Readable);
    }

    private void Badge()
    {
        if (art.Claim.Length == 0)
            return;
        var right = art.Seed % 2 == 0;
        var radius = 0.115f * MathF.Sqrt(W * MathF.Min(H, 1.6f * W));
        var centre = W > 1.7f * H ? At(0.93f, 0.8f) : art.Layout switch
        {
            LabelLayout.Banner => At(right ? 0.84f : 0.16f, 0.44f),
            LabelLayout.Oval => At(right ? 0.85f : 0.15f, 0.68f),
            LabelLayout.Diagonal => At(0.2f, 0.76f),
            LabelLayout.Burst => At(right ? 0.84f : 0.16f, 0.41f),
            LabelLayout.Pattern => At(right ? 0.82f : 0.18f, 0.82f),
            LabelLayout.Stripes => At(right ? 0.87f : 0.13f, 0.82f),
            _ => At(right ? 0.86f : 0.14f, 0.42f),
        };
        label.Within(() =>
        {
            Canvas.Translate(centre);
            Canvas.RotateDegrees(right ? 10 : -10);
            var colour = Contrast(art.Accent, art.Ground) == art.Accent ? art.Accent : Colour.Parse("D22B2B");
            MotifPainter.Star(label, 0, 0, radius, radius * 0.9f, 18, colour);
            label.Heading(art.Claim, Lettering.HumanistExtraBold, colour.Readable,
                new SKRect(-0.68f * radius, -0.45f * radius, 0.68f * radius, 0.45f * radius));
        });
    }

    private void Pictures(float x, float y, float size, int count)
    {
        if (art.Motif == Motif.None)
            return;
        var radius = size * MathF.Min(W, 0.72f * H);
        var centre = At(x, y);
        for (var i = count - 1; i >= 0; i--)
        {
            var angle = i * 2.4f + 0.6f;
            var far = i == 0 ? 0 : radius * (0.72f + 0.12f * i);
            var motif = i % 2 == 1 && art.SecondMotif != Motif.None ? art.SecondMotif : art.Motif;
            Picture(motif, new SKPoint(centre.X + MathF.Cos(angle) * far, centre.Y + MathF.Sin(angle) * far * 0.75f),
                i == 0 ? radius : radius * _random.Between(0.55f, 0.75f), _random.Between(-25, 25));
        }
    }

    /// <summary>Of one motif, photographed where the artwork wants it so and it can be had.</summary>
    private void Picture(Motif motif, SKPoint centre, float radius, float degrees)
    {
        if (!art.Photographed || !PhotoPainter.Paint(label, motif, centre, radius, degrees, _random))
            MotifPainter.Paint(label, motif, centre, radius, degrees, _random);
    }

    private void Wave(float y, float swing, bool below, Colour colour)
    {
        using var pathLine = new SKPathBuilder();
        var middle = front.MidX;
        pathLine.MoveTo(full.Left, below ? full.Bottom : full.Top);
        pathLine.LineTo(full.Left, y);
        pathLine.LineTo(MathF.Max(full.Left, front.Left), y);
        pathLine.QuadTo(middle, y + (below ? -2 : 2) * swing, MathF.Min(full.Right, front.Right), y);
        pathLine.LineTo(full.Right, y);
        pathLine.LineTo(full.Right, below ? full.Bottom : full.Top);
        pathLine.Close();
        using var path = pathLine.Detach();
        Canvas.DrawPath(path, label.Fill(colour));
    }

    private void Pill(string text, float left, float top, float right, float bottom, Colour colour, Colour ink)
    {
        var box = Box(left, top, right, bottom);
        Canvas.DrawRoundRect(box, box.Height / 2, box.Height / 2, label.Fill(colour));
        box.Inflate(-box.Height * 0.4f, -box.Height * 0.24f);
        label.Line(text, Lettering.CondensedBold, ink, box);
    }

    private void Weight(SKRect box, Colour ink) => label.Line(art.Weight, Lettering.PlainBold, ink, box, SKTextAlign.Right);

    private SKRect Box(float left, float top, float right, float bottom) =>
        new(front.Left + left * W, front.Top + top * H, front.Left + right * W, front.Top + bottom * H);

    private SKPoint At(float x, float y) => new(front.Left + x * W, front.Top + y * H);

    private static Colour Contrast(Colour wanted, Colour ground) => MathF.Abs(wanted.Luma - ground.Luma) > 0.28f ? wanted : ground.Readable;
}
