using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>Skins of fruit and vegetables, unrolled: ground and blush, patches of other ripeness, and the marks of their kind.</summary>
internal sealed class ProducePainter(LabelCanvas label, SKRect box, Packaging packaging, Artwork art)
{
    private readonly SeededRandom _random = new(art.Seed, 16);

    public void Paint()
    {
        label.Canvas.DrawRect(box, label.Fade(new SKPoint(0, box.Top), new SKPoint(0, box.Bottom),
            LabelCanvas.Sk(packaging.Body.Mix(art.Ground, 0.4f)), LabelCanvas.Sk(packaging.Body)));
        Patches(art.Flavour, 5, 0.16f, 0.34f, 110);
        Patches(packaging.Body.Darker(0.25f), 14, 0.04f, 0.14f, 46);
        Patches(packaging.Body.Lighter(0.3f), 14, 0.04f, 0.12f, 40);
        var area = box.Width * box.Height;
        switch (art.Skin)
        {
            case ProduceSkin.Streaked:
                Lines(art.Flavour, (int)(area / 22), 0.03f, 0.2f, 0.3f, 1.1f, 75);
                Dots(art.Ground.Lighter(0.5f), (int)(area / 60), 0.16f, 0.4f, 120);
                break;
            case ProduceSkin.Pored:
                Dots(packaging.Body.Darker(0.28f), (int)(area / 5), 0.2f, 0.5f, 70);
                Dots(packaging.Body.Lighter(0.45f), (int)(area / 6), 0.15f, 0.4f, 80);
                break;
            case ProduceSkin.Freckled:
                Dots(Colour.Parse("6B5526"), (int)(area / 9), 0.15f, 0.55f, 105);
                Patches(Colour.Parse("7A5A2B"), 3, 0.05f, 0.14f, 120);
                break;
            case ProduceSkin.Earthy:
                Patches(Colour.Parse("4A3A28"), 16, 0.03f, 0.12f, 70);
                Dots(Colour.Parse("4A3520"), (int)(area / 26), 0.2f, 0.8f, 110);
                Ovals(packaging.Body.Darker(0.45f), 14, 1.2f, 2.6f, 150);
                break;
            case ProduceSkin.Warty:
                Dots(packaging.Body.Darker(0.5f), (int)(area / 7), 0.4f, 1.2f, 140);
                Dots(packaging.Body.Lighter(0.22f), (int)(area / 11), 0.3f, 0.8f, 110);
                break;
            case ProduceSkin.Ringed:
                Ovals(packaging.Body.Darker(0.35f), (int)(box.Height / 1.7f), 2, 9, 95);
                break;
            case ProduceSkin.Striped:
                Stripes();
                break;
            case ProduceSkin.Papery:
                Lines(packaging.Body.Darker(0.35f), (int)(box.Width / 1.6f), 0.7f, 0.95f, 0.2f, 0.5f, 105);
                Lines(packaging.Body.Lighter(0.45f), (int)(box.Width / 2.6f), 0.4f, 0.9f, 0.2f, 0.8f, 80);
                break;
            case ProduceSkin.Netted:
                Net();
                break;
            default:
                Dots(packaging.Body.Lighter(0.4f), (int)(area / 120), 0.1f, 0.3f, 90);
                break;
        }
        // Where the stalk was, and the other end.
        End(box.Top, 0.07f);
        End(box.Bottom, -0.035f);
    }

    private float X => box.Left + _random.Unit() * box.Width;

    private float Y => box.Top + _random.Unit() * box.Height;

    private void Patches(Colour colour, int count, float least, float most, byte alpha)
    {
        for (var i = 0; i < count; i++)
        {
            float x = X, y = Y;
            var radius = _random.Between(least, most) * MathF.Max(box.Width, box.Height);
            // Around the seam they are seen on both sides.
            foreach (var centre in (ReadOnlySpan<SKPoint>)[new(x, y), new(x - box.Width, y), new(x + box.Width, y)])
                label.Canvas.DrawCircle(centre, radius,
                    label.Glow(centre, radius, LabelCanvas.Sk(colour, alpha), LabelCanvas.Sk(colour, 0)));
        }
    }

    private void Dots(Colour colour, int count, float least, float most, byte alpha)
    {
        var paint = label.Fill(colour, alpha);
        for (var i = 0; i < count; i++)
            label.Canvas.DrawCircle(X, Y, _random.Between(least, most), paint);
    }

    private void Ovals(Colour colour, int count, float least, float most, byte alpha)
    {
        var paint = label.Fill(colour, alpha);
        for (var i = 0; i < count; i++)
        {
            var half = _random.Between(least, most);
            label.Canvas.DrawOval(X, Y, half, MathF.Min(0.55f, 0.3f * half), paint);
        }
    }

    /// <param name="least">Length as a share of the height.</param>
    private void Lines(Colour colour, int count, float least, float most, float thin, float thick, byte alpha)
    {
        for (var i = 0; i < count; i++)
        {
            float x = X, length = _random.Between(least, most), y = box.Top + _random.Between(0, 1 - length) * box.Height;
            label.Canvas.DrawLine(x, y, x + _random.Between(-0.8f, 0.8f), y + length * box.Height,
                label.Stroke(colour, _random.Between(thin, thick), alpha));
        }
    }

    private void Stripes()
    {
        var count = 8 + _random.Below(5);
        for (var i = 0; i < count; i++)
        {
            var x = box.Left + (i + _random.Between(0.35f, 0.65f)) * box.Width / count;
            for (var y = box.Top; y < box.Bottom; y += 2.5f)
                label.Canvas.DrawLine(x + _random.Between(-0.1f, 0.1f) * box.Width / count, y, x, y + 3.5f,
                    label.Stroke(art.Flavour, _random.Between(0.12f, 0.3f) * box.Width / count, 90));
        }
    }

    private void Net()
    {
        var cork = packaging.Body.Lighter(0.5f);
        for (var i = 0; i < box.Width * box.Height / 30; i++)
        {
            float x = X, y = Y;
            label.Canvas.DrawLine(x, y, x + _random.Between(-6, 6), y + _random.Between(-6, 6),
                label.Stroke(cork, _random.Between(0.3f, 0.8f), 130));
        }
    }

    private void End(float edge, float share)
    {
        var deep = share * box.Height;
        var brown = art.Accent.Mix(Colour.Parse("5C5A24"), 0.6f);
        var (from, to) = deep > 0 ? (edge, edge + deep) : (edge + deep, edge);
        label.Canvas.DrawRect(box.Left, from, box.Width, to - from, label.Fade(new SKPoint(0, edge), new SKPoint(0, edge + deep),
            LabelCanvas.Sk(brown, 170), LabelCanvas.Sk(brown, 0)));
    }
}
