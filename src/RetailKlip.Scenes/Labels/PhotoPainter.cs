using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using RetailKlip.Core;
using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>
/// Pictures of food that look photographed: small heaps of solid pieces with skins of their own, lit and shaded as products are, and cut
/// out. Each is drawn once a process.
/// </summary>
internal static class PhotoPainter
{
    /// <summary>Heaps of each motif.</summary>
    private const int Shots = 3;

    private const int Side = 224;

    /// <summary>Of the pieces above what would darken them from below, in millimetres.</summary>
    private const float Lift = 40;

    private static readonly Colour Stalk = Colour.Parse("5B4A2A");

    private static readonly Dictionary<Motif, Piece> Pieces = new()
    {
        [Motif.Strawberry] = new(PackagingShape.RoundProduce, 34, 42, 0.75f, ProduceSkin.Freckled, "C81F26", "D8403A", "A8141C", 4),
        [Motif.Blueberry] = new(PackagingShape.RoundProduce, 30, 28, 0.1f, ProduceSkin.Smooth, "2E3A78", "6474A8", "222B5E", 7),
        [Motif.Cherry] = new(PackagingShape.RoundProduce, 36, 34, 0.12f, ProduceSkin.Smooth, "B3142A", "CC3040", "8A0C1E", 4),
        [Motif.Orange] = new(PackagingShape.RoundProduce, 70, 68, 0.5f, ProduceSkin.Pored, "EE8A1E", "F2A53E", "E5761A", 3),
        [Motif.Lemon] = new(PackagingShape.RoundProduce, 54, 72, 0.85f, ProduceSkin.Pored, "F0D11C", "F6E269", "E2BE18", 3),
        [Motif.Apple] = new(PackagingShape.RoundProduce, 78, 72, 0.15f, ProduceSkin.Streaked, "C8472A", "E0B450", "B8231E", 4),
        [Motif.Peach] = new(PackagingShape.RoundProduce, 68, 66, 0.2f, ProduceSkin.Streaked, "E5A04A", "EDC070", "C8402E", 3),
        [Motif.Banana] = new(PackagingShape.BentProduce, 76, 170, 0.5f, ProduceSkin.ByMotif, "EBC62C", "F2D860", "E2B81F", 3),
        [Motif.Tomato] = new(PackagingShape.RoundProduce, 60, 52, 0.15f, ProduceSkin.Smooth, "D42A1A", "E04A2A", "C01C14", 5),
        [Motif.Olive] = new(PackagingShape.RoundProduce, 24, 30, 0.5f, ProduceSkin.Smooth, "6E7A2E", "8A9442", "4E5A1E", 6),
        [Motif.Chili] = new(PackagingShape.LongProduce, 18, 110, 0.1f, ProduceSkin.Smooth, "BE1A16", "CE3426", "8E100E", 4),
        [Motif.Coffee] = new(PackagingShape.RoundProduce, 16, 22, 0.5f, ProduceSkin.Papery, "4E2E1C", "6A4228", "2E1A10", 11),
        [Motif.Hazelnut] = new(PackagingShape.RoundProduce, 30, 32, 0.72f, ProduceSkin.Papery, "A0652E", "BE8A52", "7E4A20", 6),
        [Motif.Pea] = new(PackagingShape.RoundProduce, 18, 18, 0.5f, ProduceSkin.Smooth, "6EA03A", "8ABA52", "548428", 11),
    };

    private static readonly ConcurrentDictionary<(Motif, int), Lazy<SKImage>> Shot = new();

    /// <summary>As <see cref="MotifPainter.Paint"/>.</summary>
    /// <returns>False where there is no such picture of the motif: nothing is drawn.</returns>
    public static bool Paint(LabelCanvas label, Motif motif, SKPoint centre, float radius, float degrees, SeededRandom random)
    {
        if (!Pieces.TryGetValue(motif, out var piece))
            return false;
        var shot = random.Below(Shots);
        var image = Shot.GetOrAdd((motif, shot), _ => new Lazy<SKImage>(() => Take(piece, motif, shot))).Value;
        label.Within(() =>
        {
            label.Canvas.Translate(centre);
            label.Canvas.RotateDegrees(degrees);
            label.Canvas.DrawImage(image, SKRect.Create(-1.15f * radius, -1.15f * radius, 2.3f * radius, 2.3f * radius),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), label.Fill(Colour.White));
        });
        return true;
    }

    private static SKImage Take(Piece piece, Motif motif, int shot)
    {
        var random = new SeededRandom(100 * (int)motif + shot, 17);
        var painter = new ItemPainter(TrayScene.LabelBytes);
        var light = Lighting.Studio;
        var largest = MathF.Max(piece.Width, piece.Height);
        // The pieces lie in a spiral; the first, in the middle, on top.
        var spread = 0.55f * MathF.Sqrt(piece.Width * piece.Height);
        var field = 2 * (spread * 0.75f * MathF.Sqrt(piece.Count - 1) + 0.45f * largest);
        var view = new Viewpoint(Side, Side, Side / field, 6 * field, 18);
        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Bgra8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        using var shadow = SKImageFilter.CreateDropShadow(2, 4, 5, 5, new SKColor(0, 0, 0, 130));
        using var paint = new SKPaint { ImageFilter = shadow };
        for (var i = piece.Count - 1; i >= 0; i--)
        {
            var angle = i * 2.4f + random.Between(0, 0.6f);
            var far = spread * 0.75f * MathF.Sqrt(i);
            var product = new DrawnProduct(
                new Product(Sku.Parse("piece"), motif.ToString()), "", Pack(piece, random), Skin(piece, motif, random));
            var pose = new Pose(random.Chance(0.3f) ? PoseSide.Standing : PoseSide.Front, random.Between(0, 360), random.Between(0, 360),
                MathF.Cos(angle) * far, MathF.Sin(angle) * far);
            var layer = painter.Draw(painter.Place(product, pose, view.PixelsPerMillimetre, Lift), view, light);
            Draw(surface.Canvas, layer, paint);
        }
        return surface.Snapshot();
    }

    private static void Draw(SKCanvas canvas, ItemLayer layer, SKPaint paint)
    {
        var pinned = GCHandle.Alloc(layer.Pixels, GCHandleType.Pinned);
        try
        {
            using var pixels = new SKPixmap(new SKImageInfo(layer.Width, layer.Height, SKColorType.Bgra8888, SKAlphaType.Premul),
                pinned.AddrOfPinnedObject());
            using var image = SKImage.FromPixelCopy(pixels);
            canvas.DrawImage(image, layer.X, layer.Y, new SKSamplingOptions(SKFilterMode.Nearest), paint);
        }
        finally
        {
            pinned.Free();
        }
    }

    private static Packaging Pack(Piece piece, SeededRandom random)
    {
        var size = random.Between(0.88f, 1.08f);
        return new Packaging(piece.Shape, piece.Width * size, piece.Height * size,
            piece.Shape == PackagingShape.BentProduce ? 0.48f * piece.Width : piece.Width * size, Colour.Parse(piece.Body), Stalk,
            piece.Form);
    }

    private static Artwork Skin(Piece piece, Motif motif, SeededRandom random) => new()
    {
        Brand = "",
        Name = "",
        Variant = "",
        Weight = "",
        Layout = LabelLayout.Minimal,
        BrandLettering = Lettering.Plain,
        NameLettering = Lettering.Plain,
        Ground = Colour.Parse(piece.Light),
        Accent = Stalk,
        Flavour = Colour.Parse(piece.Blush),
        Motif = motif,
        Skin = piece.Skin,
        Seed = random.Below(1 << 20),
    };

    /// <param name="Width">Millimetres, as deep.</param>
    /// <param name="Height">Millimetres.</param>
    /// <param name="Count">Pieces in a heap.</param>
    private sealed record Piece(PackagingShape Shape, float Width, float Height, float Form, ProduceSkin Skin, string Body, string Light,
        string Blush, int Count);
}
