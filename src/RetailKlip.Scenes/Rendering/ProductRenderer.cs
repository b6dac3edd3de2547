using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// Draws single items as the camera above the tray sees them. Keeps the meshes and printed labels of the products drawn last.
/// Not safe for several threads at once: one renderer a thread.
/// </summary>
public sealed class ProductRenderer
{
    // Only read once they are there, and the same for all renderers.
    private static readonly Lazy<SensorNoise>[] Noise =
        [.. Enumerable.Range(0, 9).Select(i => new Lazy<SensorNoise>(() => new SensorNoise(0.8f + 0.7f * i)))];

    private readonly ItemPainter _items;
    private readonly StorePainter _store;

    /// <param name="labelBytes">How much memory printed labels may take.</param>
    public ProductRenderer(long labelBytes = 128 * 1024 * 1024)
    {
        _items = new ItemPainter(labelBytes);
        _store = new StorePainter(_items);
    }

    /// <summary>
    /// One item, cut from the view: alone, or in the surroundings that the options name. Pose, light, surroundings and noise follow from
    /// <paramref name="seed"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Chances that are none, or a pose and surroundings at once.</exception>
    public Picture Render(DrawnProduct product, int seed, ViewOptions? options = null)
    {
        options ??= new ViewOptions();
        var variety = (float)options.Variety;
        var random = new SeededRandom(seed);
        var picture = options.Surroundings is { } around
            ? _store.Compose(product, options, around, random).Picture
            : Alone(product, options, variety, random);
        for (var i = random.Below(1 + (int)MathF.Round(3 * variety)); i > 0; i--)
            Lens.Soften(picture);
        Noise[random.Below(2 + (int)(6.9f * variety))].Value.Add(picture.Bgr, 3 * picture.Width, random);
        return picture;
    }

    /// <summary>As <see cref="Render"/> with surroundings, before blur and noise and with its parts.</summary>
    internal StoreView Compose(DrawnProduct product, int seed, ViewOptions options, Surroundings around) =>
        _store.Compose(product, options, around, new SeededRandom(seed));

    private Picture Alone(DrawnProduct product, ViewOptions options, float variety, SeededRandom random)
    {
        var pose = options.Pose ?? Pose.Random(product, random, variety) with { X = random.Between(-210, 210),
            Y = random.Between(-85, 85) };
        if (options is { Straight: true, Pose: null })
            pose = pose with { TurnDegrees = random.Between(-ReferencePoses.Slant, ReferencePoses.Slant) };
        var light = Lighting.Random(random, variety);
        var surface = random.Chance(variety) ? TraySurface.Random(random) : TraySurface.Kiosk;
        var view = KioskView.Above(1280, 720, random, variety);
        view = Framing.Of(_items.Place(product, pose, view.PixelsPerMillimetre), view, options.LongestSide, (float)options.Margin, random);

        var model = _items.Place(product, pose, view.PixelsPerMillimetre);
        var picture = new Picture(view.Width, view.Height);
        var item = _items.Draw(model, view, light);
        surface.Paint(picture, view, light, item);
        Compositor.Lay(picture, _items.Shadow(model, view, light, movable: false));
        Compositor.Lay(picture, item);
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
        var box = Framing.Bounds(_items.Place(product, pose, 1), view);
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
}
