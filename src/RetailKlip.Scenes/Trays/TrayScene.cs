using System.Collections.Immutable;

namespace RetailKlip.Scenes;

/// <summary>Several items on the tray under the kiosk's camera, with their truth. Drawn when first asked for; not for several threads at
/// once.</summary>
public sealed class TrayScene
{
    internal const long LabelBytes = 96 * 1024 * 1024;
    internal const float NoiseDeviation = 1.5f;

    private readonly ItemPainter _painter;
    private readonly Viewpoint _view;
    private readonly Lighting _light;
    private readonly int _seed;
    private ItemLayer[]? _layers;

    /// <param name="items">Later ones lie in front of earlier ones, should they overlap.</param>
    /// <param name="seed">Chooses light and noise.</param>
    public TrayScene(IEnumerable<PlacedItem> items, int seed, int width = 1280, int height = 720)
        : this(items, seed, width, height, new ItemPainter(LabelBytes))
    {
    }

    private TrayScene(IEnumerable<PlacedItem> items, int seed, int width, int height, ItemPainter painter)
    {
        (Items, _seed, _painter) = ([.. items], seed, painter);
        _view = KioskView.Above(width, height);
        _light = Lighting.Random(new SeededRandom(seed, 1), 0);
    }

    public ImmutableArray<PlacedItem> Items { get; }

    /// <summary>In the order of <see cref="Items"/>.</summary>
    public ImmutableArray<TrueItem> Truth => [.. Layers().Select((layer, i) => new TrueItem(Items[i].Product.Product.Sku, layer.Outline))];

    /// <summary>Items of random kinds placed at random, none touching another.</summary>
    /// <param name="items">How many; about five of mixed sizes fit.</param>
    /// <exception cref="ArgumentException">They do not fit on the tray.</exception>
    public static TrayScene Random(IReadOnlyList<DrawnProduct> products, int items, int seed, int width = 1280, int height = 720)
    {
        var random = new SeededRandom(seed, 2);
        var painter = new ItemPainter(LabelBytes);
        var layout = new TrayLayout(painter, KioskView.Above(width, height), random);
        return new TrayScene(layout.Place(() => [.. Enumerable.Range(0, items).Select(_ => random.Pick(products))]), seed, width, height,
            painter);
    }

    public Picture Render()
    {
        var picture = Paint();
        var models = Items.Select(item => _painter.Place(item.Product, item.Pose, _view.PixelsPerMillimetre)).ToArray();
        foreach (var model in models)
            Compositor.Lay(picture, _painter.Shadow(model, _view, _light, movable: false));
        foreach (var layer in Layers())
            Compositor.Lay(picture, layer);
        return Noisy(picture, 3);
    }

    /// <summary>The same tray and light with nothing on it.</summary>
    public Picture RenderEmpty() => Noisy(Paint(), 4);

    private ItemLayer[] Layers() =>
        _layers ??= [.. Items.Select(item =>
            _painter.Draw(_painter.Place(item.Product, item.Pose, _view.PixelsPerMillimetre), _view, _light))];

    private Picture Paint()
    {
        var picture = new Picture(_view.Width, _view.Height);
        TraySurface.Kiosk.Paint(picture, _view, _light);
        return picture;
    }

    private Picture Noisy(Picture picture, int stream)
    {
        new SensorNoise(NoiseDeviation).Add(picture.Bgr, 3 * picture.Width, new SeededRandom(_seed, stream));
        return picture;
    }
}
