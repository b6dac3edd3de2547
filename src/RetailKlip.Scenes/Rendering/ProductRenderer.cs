using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// Draws single items as the camera above the tray sees them. Keeps the meshes and printed labels of the products drawn last.
/// Not safe for several threads at once: one renderer a thread.
/// </summary>
/// <param name="labelBytes">How much memory printed labels may take.</param>
public sealed class ProductRenderer(long labelBytes = 128 * 1024 * 1024)
{
    private readonly ItemPainter _items = new(labelBytes);
    private readonly SensorNoise[] _noise = [.. Enumerable.Range(0, 9).Select(i => new SensorNoise(0.8f + 0.7f * i))];

    /// <summary>One item alone, cut from the view; pose, light and noise follow from <paramref name="seed"/>.</summary>
    public Picture Render(DrawnProduct product, int seed, ViewOptions? options = null)
    {
        options ??= new ViewOptions();
        var variety = (float)options.Variety;
        var random = new SeededRandom(seed);
        var pose = options.Pose ?? Pose.Random(product, random, variety) with { X = random.Between(-210, 210),
            Y = random.Between(-85, 85) };
        var light = Lighting.Random(random, variety);
        var surface = random.Chance(variety) ? TraySurface.Random(random) : TraySurface.Kiosk;
        var view = KioskView.Above(1280, 720, random, variety);

        var factor = 1f;
        var box = Bounds(_items.Place(product, pose, view.PixelsPerMillimetre), view);
        if (options.LongestSide is { } side)
            factor = side / (MathF.Max(box.Z, box.W) * (1 + 2 * (float)options.Margin));
        float marginX = box.Z * (float)options.Margin * factor, marginY = box.W * (float)options.Margin * factor;
        // A cropper never cuts quite the same.
        var slack = new Vector2(random.Between(-0.4f, 0.4f) * marginX, random.Between(-0.4f, 0.4f) * marginY);
        var origin = new Vector2(box.X * factor - marginX, box.Y * factor - marginY) + slack;
        int width = Math.Max(8, (int)MathF.Round(box.Z * factor + 2 * marginX)),
            height = Math.Max(8, (int)MathF.Round(box.W * factor + 2 * marginY));
        view = view.Scaled(factor, origin, width, height);

        var model = _items.Place(product, pose, view.PixelsPerMillimetre);
        var picture = new Picture(width, height);
        var item = _items.Draw(model, view, light);
        surface.Paint(picture, view, light, item);
        Compositor.Lay(picture, _items.Shadow(model, view, light, movable: false));
        Compositor.Lay(picture, item);
        for (var i = random.Below(1 + (int)MathF.Round(3 * variety)); i > 0; i--)
            Lens.Soften(picture);
        _noise[random.Below(2 + (int)(6.9f * variety))].Add(picture.Bgr, 3 * width, random);
        return picture;
    }

    /// <summary>A studio picture on white, square.</summary>
    /// <param name="side">In pixels.</param>
    public Picture RenderPackshot(DrawnProduct product, int side = 256)
    {
        var shape = product.Packaging.Shape;
        var flat = shape is PackagingShape.FilmTray or PackagingShape.Tub or PackagingShape.Bar or PackagingShape.BentProduce;
        var roll = shape is PackagingShape.Box or PackagingShape.GableCarton or PackagingShape.Brick ? -14 : 0;
        var pose = new Pose(shape == PackagingShape.Tub ? PoseSide.Standing : PoseSide.Front, roll, flat ? 8 : 0, 0, 0);
        var view = new Viewpoint(side, side, 1, 900, -10);
        var light = Lighting.Studio;
        var box = Bounds(_items.Place(product, pose, 1), view);
        var factor = 0.88f * side / MathF.Max(box.Z, box.W);
        var middle = new Vector2(box.X + box.Z / 2, box.Y + box.W / 2);
        view = view.Scaled(factor, middle * factor - new Vector2(side / 2f), side, side);
        var model = _items.Place(product, pose, view.PixelsPerMillimetre);
        var picture = new Picture(side, side);
        picture.Bgr.AsSpan().Fill(255);
        Compositor.Lay(picture, _items.Shadow(model, view, light, movable: false));
        Compositor.Lay(picture, _items.Draw(model, view, light));
        return picture;
    }

    /// <summary>Left, top, width and height of the outline in pixels.</summary>
    private static Vector4 Bounds(PlacedModel model, Viewpoint view)
    {
        Vector2 least = new(float.MaxValue), most = new(float.MinValue);
        foreach (var position in model.Positions)
        {
            var point = view.Project(position);
            least = Vector2.Min(least, new Vector2(point.X, point.Y));
            most = Vector2.Max(most, new Vector2(point.X, point.Y));
        }
        return new Vector4(least, most.X - least.X, most.Y - least.Y);
    }
}
