using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// Everything of a script that can be drawn once: the empty tray, each item in each of its poses, the hands. A frame only
/// lays them over each other. Not for several threads at once.
/// </summary>
internal sealed class TrayStage
{
    /// <summary>Hands come at one of these angles' multiples, so that few need to be drawn.</summary>
    private const float HandStep = 9;

    private const float HandHeight = 78;

    private readonly ItemPainter _painter = new(TrayScene.LabelBytes);
    private readonly Dictionary<(DrawnProduct, Pose), Sprite> _items = [];
    private readonly Dictionary<(bool Left, int Angle), Sprite> _hands = [];
    private readonly Mesh[] _handMeshes;
    private readonly Viewpoint _view;
    private readonly Lighting _light;

    public TrayStage(int width, int height, int seed)
    {
        _view = KioskView.Above(width, height);
        _light = Lighting.Random(new SeededRandom(seed, 1), 0);
        var random = new SeededRandom(seed, 5);
        var skin = random.Pick([Colour.Parse("E8B796"), Colour.Parse("D9A07A"), Colour.Parse("B57A54"), Colour.Parse("8A5A3C"),
            Colour.Parse("F0C6A8")]);
        var sleeve = random.Pick([Colour.Parse("2F4668"), Colour.Parse("6B2F3A"), Colour.Parse("3E4A3D"), Colour.Parse("9A9CA0"),
            Colour.Parse("C9A36A")]);
        _handMeshes = [HandShape.Build(skin, sleeve, left: false), HandShape.Build(skin, sleeve, left: true)];
        Empty = new Picture(width, height);
        TraySurface.Kiosk.Paint(Empty, _view, _light);
    }

    /// <summary>Without noise.</summary>
    public Picture Empty { get; }

    /// <summary>Where the shadow of something lifted goes, in pixels for each pixel of lift.</summary>
    public Vector2 ShadowDrift => new Vector2(-_light.Key.Centre.X, _light.Key.Centre.Y) * 0.9f;

    public Sprite Item(DrawnProduct product, Pose pose)
    {
        if (_items.TryGetValue((product, pose), out var sprite))
            return sprite;
        var model = _painter.Place(product, pose, _view.PixelsPerMillimetre);
        return _items[(product, pose)] = new Sprite(_painter.Draw(model, _view, _light), _painter.Shadow(model, _view, _light));
    }

    /// <summary>A hand that reaches for a place, drawn at the tray's middle, and how far to move it there.</summary>
    /// <param name="forward">The direction from the shoulder to the hand, in pixels.</param>
    public (Sprite Sprite, int Dx, int Dy) Hand(bool left, Pose at, out Vector2 forward)
    {
        var shoulder = new Vector2(left ? -170 : 170, -620);
        var reach = new Vector2(at.X, at.Y) - shoulder;
        var angle = (int)MathF.Round(MathF.Atan2(-reach.X, reach.Y) * 180 / MathF.PI / HandStep);
        var radians = angle * HandStep * MathF.PI / 180;
        forward = new Vector2(-MathF.Sin(radians), -MathF.Cos(radians));
        if (!_hands.TryGetValue((left, angle), out var sprite))
        {
            var model = PlacedModel.Place(_handMeshes[left ? 1 : 0], angle * HandStep, new Vector3(0, 0, HandHeight));
            _hands[(left, angle)] = sprite = new Sprite(_painter.Draw(model, _view, _light), _painter.Shadow(model, _view, _light));
        }
        Vector3 from = _view.Project(new Vector3(0, 0, HandHeight)), to = _view.Project(new Vector3(at.X, at.Y, HandHeight));
        return (sprite, (int)MathF.Round(to.X - from.X), (int)MathF.Round(to.Y - from.Y));
    }

    internal sealed record Sprite(ItemLayer Layer, ShadowLayer Shadow);
}
