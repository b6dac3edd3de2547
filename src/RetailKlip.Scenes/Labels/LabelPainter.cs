using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>Prints a panel of a packaging into a texture.</summary>
internal static class LabelPainter
{
    private const int LargestSide = 4096;

    /// <param name="size">Of the panel, in millimetres.</param>
    /// <param name="density">Pixels a millimetre.</param>
    public static Texture Print(DrawnProduct product, Panel panel, Vector2 size, float density)
    {
        density = MathF.Min(density, LargestSide / MathF.Max(size.X, size.Y));
        return Print(size, density, label => Paint(label, product, panel, new SKRect(0, 0, size.X, size.Y)));
    }

    /// <inheritdoc cref="Print(DrawnProduct, Panel, Vector2, float)"/>
    /// <param name="paint">In millimetres.</param>
    public static Texture Print(Vector2 size, float density, Action<LabelCanvas> paint)
    {
        int width = Math.Max(8, (int)MathF.Round(size.X * density)), height = Math.Max(8, (int)MathF.Round(size.Y * density));
        var pixels = new uint[width * height];
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque),
                pinned.AddrOfPinnedObject(), 4 * width);
            surface.Canvas.Scale(width / size.X, height / size.Y);
            using var label = new LabelCanvas(surface.Canvas);
            paint(label);
            surface.Flush();
        }
        finally
        {
            pinned.Free();
        }
        return new Texture(width, height, pixels);
    }

    private static void Paint(LabelCanvas label, DrawnProduct product, Panel panel, SKRect box)
    {
        var art = product.Artwork;
        var packaging = product.Packaging;
        switch (panel)
        {
            case Panel.Skin:
                SkinPainter.PaintSkin(label, box, packaging, art);
                break;
            case Panel.Front when packaging.Shape == PackagingShape.FilmTray:
                SkinPainter.PaintFilmTray(label, box, packaging, art);
                break;
            case Panel.Front:
                new FrontPainter(label, art, box, box).Paint();
                break;
            case Panel.Wrap:
                Wrap(label, product, box);
                break;
            case Panel.Back:
                Ground(label, art, box);
                new BackPainter(label, art).PaintBack(box);
                break;
            case Panel.Lid:
                Lid(label, product, box);
                break;
            default:
                new BackPainter(label, art).PaintSide(box);
                break;
        }
    }

    /// <summary>The front in the middle, the back where both ends meet.</summary>
    private static void Wrap(LabelCanvas label, DrawnProduct product, SKRect box)
    {
        var flat = product.Packaging.Shape is PackagingShape.Flask or PackagingShape.Tub;
        var front = SKRect.Create(box.MidX, box.Top, 0, box.Height);
        front.Inflate(box.Width * (flat ? 0.165f : 0.19f), 0);
        new FrontPainter(label, product.Artwork, box, front).Paint();
        var back = new BackPainter(label, product.Artwork);
        var half = box.Width * 0.15f;
        foreach (var middle in (ReadOnlySpan<float>)[box.Left, box.Right])
            label.Within(() =>
            {
                var place = new SKRect(middle - half, box.Top, middle + half, box.Bottom);
                label.Canvas.ClipRect(place);
                Ground(label, product.Artwork, place);
                back.PaintBack(place);
            });
    }

    private static void Lid(LabelCanvas label, DrawnProduct product, SKRect box)
    {
        var art = product.Artwork;
        if (product.Packaging.Shape == PackagingShape.Jar)
        {
            label.Canvas.DrawRect(box, label.Fill(product.Packaging.Closure));
            label.Canvas.DrawOval(box.MidX, box.MidY, 0.4f * box.Width, 0.4f * box.Height,
                label.Stroke(product.Packaging.Closure.Readable, 0.008f * box.Width));
            label.Line(art.Brand, art.BrandLettering, product.Packaging.Closure.Readable,
                SKRect.Create(box.Left + 0.18f * box.Width, box.Top + 0.34f * box.Height, 0.64f * box.Width, 0.2f * box.Height));
            label.Line(art.Variant, Lettering.CondensedBold, product.Packaging.Closure.Readable,
                SKRect.Create(box.Left + 0.24f * box.Width, box.Top + 0.6f * box.Height, 0.52f * box.Width, 0.08f * box.Height));
            return;
        }
        var inset = product.Packaging.Shape == PackagingShape.Tub ? 0.05f : 0.14f;
        var front = box;
        front.Inflate(-inset * box.Width, -inset * box.Height);
        new FrontPainter(label, art with { Claim = "" }, box, front).Paint();
    }

    private static void Ground(LabelCanvas label, Artwork art, SKRect box) =>
        label.Canvas.DrawRect(box, label.Fill(art.Layout is LabelLayout.Oval or LabelLayout.Burst ? art.Flavour : art.Ground));
}
