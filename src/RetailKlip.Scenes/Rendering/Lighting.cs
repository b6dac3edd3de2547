using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>The room's light and the camera's answer to it.</summary>
/// <param name="Sky">Radiance of the ceiling.</param>
/// <param name="Floor">Radiance from below: what the tray throws back.</param>
/// <param name="Exposure">What white paper facing up gets, 0 to 1 without clipping.</param>
/// <param name="Tint">Colour cast by lamp temperature and white balance; about 1 each.</param>
internal sealed record Lighting(LightPanel Key, LightPanel Fill, float Sky, float Floor, float Exposure, Vector3 Tint)
{
    /// <summary>How far from straight above the ceiling's light comes: 1.5 for a wide room.</summary>
    public float SkySpread { get; init; } = 1.5f;

    private readonly Vector3 _gain = Tint * (Exposure / (Sky + Key.Power * Key.Direction.Z + Fill.Power * Fill.Direction.Z));

    /// <summary>A kiosk under the usual lamps of a shop.</summary>
    public static readonly Lighting Shop = new(
        new LightPanel(new Vector2(-0.35f, 0.5f), new Vector2(0.5f, 0.13f), 14),
        new LightPanel(new Vector2(0.75f, -0.25f), new Vector2(0.16f, 0.45f), 7),
        Sky: 0.62f, Floor: 0.3f, Exposure: 0.86f, Tint: Vector3.One);

    /// <summary>Soft light from straight above, for packshots.</summary>
    public static readonly Lighting Studio = new(
        new LightPanel(new Vector2(-0.25f, 0.32f), new Vector2(0.5f, 0.25f), 7),
        new LightPanel(new Vector2(0.35f, 0.1f), new Vector2(0.2f, 0.5f), 4),
        Sky: 0.8f, Floor: 0.5f, Exposure: 0.95f, Tint: Vector3.One) { SkySpread = 0.55f };

    public Vector3 Gain => _gain;

    /// <param name="variety">0: shop light that changes as over a day. 1: anything from candle to window light, hard or soft.</param>
    public static Lighting Random(SeededRandom random, float variety)
    {
        var angle = variety > 0 ? random.Between(0, MathF.Tau) : 2.2f + random.Between(-0.5f, 0.5f);
        var high = random.Between(0.45f, 0.65f + 0.5f * variety);
        var strength = random.Between(10 - 6 * variety, 16 + 16 * variety);
        var warmth = random.Between(-1, 1) * (0.035f + 0.13f * variety);
        var green = random.Between(-1, 1) * (0.01f + 0.05f * variety);
        var key = new LightPanel(new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * high,
            new Vector2(random.Between(0.25f, 0.6f), random.Between(0.08f, 0.3f)), strength);
        var other = angle + random.Between(1.8f, 3.6f);
        var fill = new LightPanel(new Vector2(MathF.Cos(other), MathF.Sin(other)) * random.Between(0.5f, 0.9f),
            new Vector2(random.Between(0.12f, 0.35f), random.Between(0.12f, 0.4f)), strength * random.Between(0.2f, 0.7f));
        return new Lighting(key, fill, random.Between(0.5f, 0.7f), random.Between(0.2f, 0.36f),
            0.86f + random.Between(-1, 1) * (0.05f + 0.3f * variety), new Vector3(1 + warmth, 1 + green, 1 - warmth));
    }

    /// <summary>Lamps along the ceiling of an aisle, before a shelf: exposed for what faces the aisle, not for what faces up.</summary>
    /// <param name="variety">0: a bright shop. 1: any, from the candle's colour to the window's.</param>
    public static Lighting Aisle(SeededRandom random, float variety)
    {
        var warmth = random.Between(-1, 1) * (0.035f + 0.13f * variety);
        var green = random.Between(-1, 1) * (0.01f + 0.05f * variety);
        var strength = random.Between(8, 16);
        var key = new LightPanel(new Vector2(random.Between(-0.7f, 0.7f), random.Between(-1.9f, -1)),
            new Vector2(random.Between(0.5f, 1.1f), random.Between(0.1f, 0.25f)), strength);
        var fill = new LightPanel(new Vector2(random.Between(-1.4f, 1.4f), random.Between(-0.9f, -0.2f)),
            new Vector2(random.Between(0.2f, 0.5f), random.Between(0.12f, 0.3f)), strength * random.Between(0.2f, 0.6f));
        var light = new Lighting(key, fill, random.Between(0.5f, 0.7f), random.Between(0.28f, 0.5f), 1,
            new Vector3(1 + warmth, 1 + green, 1 - warmth));
        var wanted = 0.82f + random.Between(-1, 1) * (0.06f + 0.22f * variety);
        return new Lighting(key, fill, light.Sky, light.Floor,
            wanted * light.Falling(Vector3.UnitZ) / light.Falling(-Vector3.UnitY), light.Tint);
    }

    /// <summary>Light that reaches a surface.</summary>
    public float Falling(Vector3 normal) =>
        Floor + (Sky - Floor) * (normal.Z * 0.5f + 0.5f)
        + Key.Power * MathF.Max(0, Vector3.Dot(normal, Key.Direction))
        + Fill.Power * MathF.Max(0, Vector3.Dot(normal, Fill.Direction));

    /// <summary>What a mirror shows in a direction.</summary>
    public float Mirrored(Vector3 towards, float roughness)
    {
        var t = Math.Clamp((towards.Z + 0.35f) / 0.8f, 0, 1);
        var light = Floor * 0.7f + (Sky - Floor * 0.7f) * t * t * (3 - 2 * t);
        if (towards.Z < 0.05f)
            return light;
        // The camera and its hood hang straight above.
        if (towards.Z > 0.96f)
            light *= 1 - 0.5f * MathF.Min(1, (towards.Z - 0.96f) / 0.03f);
        var place = new Vector2(towards.X, towards.Y) / towards.Z;
        var blur = 0.03f + 0.9f * roughness;
        return light + Key.Reflected(place, blur) + Fill.Reflected(place, blur);
    }
}
