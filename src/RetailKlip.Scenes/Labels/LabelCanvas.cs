using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>A canvas measured in millimetres, with what labels need: fitted lines, paragraphs, fills and fades.</summary>
internal sealed class LabelCanvas(SKCanvas canvas) : IDisposable
{
    private readonly SKPaint _paint = new() { IsAntialias = true };

    public SKCanvas Canvas => canvas;

    public static SKColor Sk(Colour colour, byte alpha = 255) => new(colour.R, colour.G, colour.B, alpha);

    /// <summary>The one paint, reset to a plain fill.</summary>
    public SKPaint Fill(Colour colour, byte alpha = 255)
    {
        _paint.Shader?.Dispose();
        _paint.Shader = null;
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = Sk(colour, alpha);
        return _paint;
    }

    public SKPaint Stroke(Colour colour, float width, byte alpha = 255)
    {
        var paint = Fill(colour, alpha);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = width;
        paint.StrokeCap = SKStrokeCap.Round;
        paint.StrokeJoin = SKStrokeJoin.Round;
        return paint;
    }

    public SKPaint Fade(SKPoint from, SKPoint to, SKColor first, SKColor last)
    {
        var paint = Fill(Colour.White);
        paint.Shader = SKShader.CreateLinearGradient(from, to, [first, last], SKShaderTileMode.Clamp);
        return paint;
    }

    public SKPaint Glow(SKPoint centre, float radius, SKColor inner, SKColor outer)
    {
        var paint = Fill(Colour.White);
        paint.Shader = SKShader.CreateRadialGradient(centre, MathF.Max(radius, 0.01f), [inner, outer], SKShaderTileMode.Clamp);
        return paint;
    }

    /// <summary>A line as large as the box allows, in its middle.</summary>
    /// <param name="stretch">How much narrower the letters may become to stay tall, 1 for not at all.</param>
    /// <returns>The box that the letters fill.</returns>
    public SKRect Line(string text, Lettering lettering, Colour colour, SKRect box, SKTextAlign align = SKTextAlign.Center,
        Colour? outline = null, float stretch = 0.85f)
    {
        if (text.Length == 0 || box.Width <= 0 || box.Height <= 0)
            return SKRect.Empty;
        using var font = Font(lettering, 100);
        if (!font.ContainsGlyphs(text))
            font.Typeface = Typefaces.Of(Lettering.CondensedBold);
        font.MeasureText(text, out var bounds);
        var tall = box.Height / MathF.Max(bounds.Height, 62) * 100;
        var wide = box.Width / MathF.Max(bounds.Width, 1) * 100;
        var size = MathF.Min(tall, wide / stretch);
        font.Size = size;
        font.ScaleX = MathF.Min(1, wide / size);
        font.MeasureText(text, out bounds);
        var x = align switch
        {
            SKTextAlign.Left => box.Left - bounds.Left,
            SKTextAlign.Right => box.Right - bounds.Right,
            _ => box.MidX - bounds.MidX,
        };
        var y = box.MidY - bounds.MidY;
        if (outline is { } rim)
        {
            var around = Stroke(rim, size * 0.14f);
            canvas.DrawText(text, x, y, SKTextAlign.Left, font, around);
        }
        canvas.DrawText(text, x, y, SKTextAlign.Left, font, Fill(colour));
        bounds.Offset(x, y);
        return bounds;
    }

    /// <summary>One line, or two where two can be larger.</summary>
    public void Heading(string text, Lettering lettering, Colour colour, SKRect box, SKTextAlign align = SKTextAlign.Center,
        Colour? outline = null)
    {
        var words = text.Split(' ');
        using var font = Font(lettering, 100);
        var whole = font.MeasureText(text);
        if (words.Length == 1 || whole * box.Height < 230 * box.Width / 2)
        {
            Line(text, lettering, colour, box, align, outline);
            return;
        }
        var cut = Enumerable.Range(1, words.Length - 1)
            .MinBy(i => MathF.Max(font.MeasureText(string.Join(' ', words[..i])), font.MeasureText(string.Join(' ', words[i..]))));
        var half = box.Height * 0.47f;
        Line(string.Join(' ', words[..cut]), lettering, colour, new SKRect(box.Left, box.Top, box.Right, box.Top + half), align, outline);
        Line(string.Join(' ', words[cut..]), lettering, colour, new SKRect(box.Left, box.Bottom - half, box.Right, box.Bottom), align,
            outline);
    }

    /// <summary>Small print, broken at blanks, cut where the box ends.</summary>
    /// <param name="size">Of the letters, in millimetres.</param>
    public void Paragraph(string text, Lettering lettering, Colour colour, SKRect box, float size)
    {
        using var font = Font(lettering, size);
        var paint = Fill(colour);
        var y = box.Top + size;
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (font.MeasureText(longer) <= box.Width || line.Length == 0)
            {
                line = longer;
                continue;
            }
            if (y > box.Bottom)
                return;
            canvas.DrawText(line, box.Left, y, SKTextAlign.Left, font, paint);
            y += size * 1.22f;
            line = word;
        }
        if (y <= box.Bottom)
            canvas.DrawText(line, box.Left, y, SKTextAlign.Left, font, paint);
    }

    /// <summary>Clips and moves stay inside the action.</summary>
    public void Within(Action draw)
    {
        var depth = canvas.Save();
        draw();
        canvas.RestoreToCount(depth);
    }

    public void Dispose()
    {
        _paint.Shader?.Dispose();
        _paint.Dispose();
    }

    private static SKFont Font(Lettering lettering, float size) =>
        new(Typefaces.Of(lettering), size) { Edging = SKFontEdging.Antialias, Subpixel = true, Hinting = SKFontHinting.None,
            LinearMetrics = true };
}
