using System.Collections.Immutable;

namespace RetailKlip.Scenes;

/// <summary>Several items on the tray under the kiosk's camera, with their truth. Drawn when first asked for; not for several threads at
/// once.</summary>
public sealed class TrayScene
{
    internal const long LabelBytes = 96 * 1024 * 1024;
    internal const float NoiseDeviation = 1.5f;

    // Only read once it is there, and the same for all scenes.
    private static readonly Lazy<SensorNoise> Noise = new(() => new SensorNoise(NoiseDeviation));

    private readonly ItemPainter _painter;
    private readonly Viewpoint _view;
    private readonly Lighting _light;
    private readonly int _seed;
    private ItemLayer[]? _layers;
    private Picture? _empty;
    private Picture? _laid;

    /// <param name="items">Later ones lie in front of earlier ones, should they overlap.</param>
    /// <param name="seed">Chooses light and noise.</param>
    public TrayScene(IEnumerable<PlacedItem> items, int seed, int width = 1280, int height = 720)
        : this(items, seed, width, height, new ItemPainter(LabelBytes), Lighting.Random(new SeededRandom(seed, 1), 0))
    {
    }

    internal TrayScene(IEnumerable<PlacedItem> items, int seed, int width, int height, ItemPainter painter, Lighting light)
    {
        (Items, _seed, _painter, _light) = ([.. items], seed, painter, light);
        _view = KioskView.Above(width, height);
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
            painter, Lighting.Random(new SeededRandom(seed, 1), 0));
    }

    /// <param name="shot">Pictures of one scene differ by their noise alone.</param>
    public Picture Render(int shot = 0) => Noisy(_laid ??= Lay(), 3 + 2 * shot);

    /// <summary>The same tray and light with nothing on it.</summary>
    public Picture RenderEmpty(int shot = 0) => Noisy(Empty(), 4 + 2 * shot);

    /// <summary>Which item every pixel shows, row by row: 0 the tray, else 1 + its index in <see cref="Items"/>.</summary>
    public byte[] Owners()
    {
        var owners = new byte[_view.Width * _view.Height];
        var layers = Layers();
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i];
            for (var y = Math.Max(0, layer.Y); y < Math.Min(_view.Height, layer.Y + layer.Height); y++)
                for (var x = Math.Max(0, layer.X); x < Math.Min(_view.Width, layer.X + layer.Width); x++)
                    if (layer.Covers(x, y))
                        owners[y * _view.Width + x] = (byte)(i + 1);
        }
        return owners;
    }

    private Picture Lay()
    {
        var picture = Copy(Empty());
        var models = Items.Select(item => _painter.Place(item.Product, item.Pose, _view.PixelsPerMillimetre)).ToArray();
        foreach (var model in models)
            Compositor.Lay(picture, _painter.Shadow(model, _view, _light, movable: false));
        foreach (var layer in Layers())
            Compositor.Lay(picture, layer);
        return picture;
    }

    private ItemLayer[] Layers() =>
        _layers ??= [.. Items.Select(item =>
            _painter.Draw(_painter.Place(item.Product, item.Pose, _view.PixelsPerMillimetre), _view, _light))];

    private Picture Empty()
    {
        if (_empty is not null)
            return _empty;
        _empty = new Picture(_view.Width, _view.Height);
        TraySurface.Kiosk.Paint(_empty, _view, _light);
        return _empty;
    }

    private static Picture Copy(Picture picture)
    {
        var copy = new Picture(picture.Width, picture.Height);
        picture.Bgr.CopyTo(copy.Bgr, 0);
        return copy;
    }

    private Picture Noisy(Picture drawn, int stream)
    {
        var picture = Copy(drawn);
        Noise.Value.Add(picture.Bgr, 3 * picture.Width, new SeededRandom(_seed, stream));
        return picture;
    }
}
