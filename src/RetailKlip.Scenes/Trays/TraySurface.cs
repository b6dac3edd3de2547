using System.Numerics;
using System.Runtime.Intrinsics;

namespace RetailKlip.Scenes;

/// <summary>What items lie on: a tray let into a counter, or for training any table.</summary>
/// <param name="HalfWidth">Of the tray inside its rim, millimetres.</param>
internal sealed record TraySurface(TraySurfaceKind Kind, Colour Colour, Colour Counter, float HalfWidth, float HalfHeight, int Seed)
{
    private const float Rim = 9;
    private const float Corner = 26;

    public static readonly TraySurface Kiosk = new(TraySurfaceKind.BrushedMetal, Colour.Parse("B4B8BB"), Colour.Parse("2B2E33"), 322, 172,
        7);

    private readonly Vector3 _albedo = Colour.Linear;
    private readonly Vector3 _counter = Counter.Linear;

    /// <summary>Any colour and kind, and mostly so large that its rim is out of sight.</summary>
    public static TraySurface Random(SeededRandom random)
    {
        var kind = (TraySurfaceKind)random.Below(5);
        var colour = random.Chance(0.6f)
            ? Colour.FromHsv(random.Between(0, 360), random.Between(0, 0.12f), random.Between(0.1f, 1))
            : Colour.FromHsv(random.Between(0, 360), random.Between(0.1f, 0.7f), random.Between(0.2f, 0.95f));
        if (kind == TraySurfaceKind.Wood)
            colour = Colour.FromHsv(random.Between(18, 40), random.Between(0.25f, 0.6f), random.Between(0.25f, 0.85f));
        var counter = Colour.FromHsv(random.Between(0, 360), random.Between(0, 0.5f), random.Between(0.05f, 0.95f));
        var large = random.Chance(0.7f);
        return new TraySurface(kind, colour, counter, large ? 2000 : random.Between(160, 330), large ? 2000 : random.Between(110, 180),
            random.Below(1 << 20));
    }

    /// <param name="hider">What will lie over it: fully covered pixels are left as they are. Null for nothing.</param>
    public void Paint(Picture picture, Viewpoint view, Lighting light, ItemLayer? hider = null)
    {
        var eye = view.Eye;
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
            {
                if (hider?.Hides(x, y) == true)
                    continue;
                var place = view.OnTray(x + 0.5f, y + 0.5f);
                var packed = ToneCurve.Pack(Radiance(place, eye, light));
                var at = 3 * (y * picture.Width + x);
                picture.Bgr[at] = (byte)packed;
                picture.Bgr[at + 1] = (byte)(packed >> 8);
                picture.Bgr[at + 2] = (byte)(packed >> 16);
            }
    }

    private Vector3 Radiance(Vector2 place, Vector3 eye, Lighting light)
    {
        // Signed distance to the tray's rounded edge: negative inside.
        var q = Vector2.Abs(place) - new Vector2(HalfWidth - Corner, HalfHeight - Corner);
        var edge = MathF.Min(MathF.Max(q.X, q.Y), 0) + Vector2.Max(q, Vector2.Zero).Length() - Corner;
        var toEye = Vector3.Normalize(eye - new Vector3(place, 0));
        var normal = Vector3.UnitZ;
        if (edge > Rim)
        {
            // The counter: dark laminate with a grain of its own, shaded where the rim stands up.
            var grain = 1 + 0.22f * (Noise(place.X * 0.9f, place.Y * 0.9f, 3) - 0.5f)
                + 0.1f * (Noise(place.X * 0.1f, place.Y * 0.1f, 4) - 0.5f);
            var near = 1 - 0.45f * MathF.Exp(-(edge - Rim) / 7);
            return (_counter * (light.Falling(normal) * near * grain)
                + new Vector3(0.03f * light.Mirrored(2 * toEye.Z * normal - toEye, 0.3f))) * light.Gain;
        }
        if (edge > -Rim)
        {
            // The rim is half a tube.
            var outward = Outward(q, place);
            var slope = edge / Rim;
            normal = Vector3.Normalize(new Vector3(outward * slope * 1.1f, 0.25f + MathF.Sqrt(MathF.Max(0, 1 - slope * slope))));
        }
        var (albedo, roughness, metal) = Grain(place, ref normal);
        var inner = edge < -Rim ? 1 - 0.3f * MathF.Exp((edge + Rim) / 10) : 1;
        var facing = MathF.Max(0, Vector3.Dot(normal, toEye));
        var mirror = light.Mirrored(2 * facing * normal - toEye, roughness);
        var reflectance = Vector3.Lerp(new Vector3(0.04f), albedo, metal);
        return (albedo * (light.Falling(normal) * (1 - 0.8f * metal))
            + reflectance * (mirror * (metal > 0 ? 1 : 0.6f))) * light.Gain * inner;
    }

    private (Vector3 Albedo, float Roughness, float Metal) Grain(Vector2 place, ref Vector3 normal)
    {
        switch (Kind)
        {
            case TraySurfaceKind.BrushedMetal:
            {
                var brush = Noise(place.X * 0.012f, place.Y * 1.7f, 0) + Noise(place.X * 0.05f, place.Y * 3.9f, 1) - 1;
                var cloud = Noise(place.X * 0.012f, place.Y * 0.02f, 2) - 0.5f;
                normal = Vector3.Normalize(normal + new Vector3(0, brush * 0.09f, 0));
                return (_albedo * (1 + 0.13f * brush + 0.05f * cloud), 0.55f, 0.55f);
            }
            case TraySurfaceKind.Plastic:
                return (_albedo * (1 + 0.08f * (Noise(place.X * 1.3f, place.Y * 1.3f, 0) - 0.5f)), 0.35f, 0);
            case TraySurfaceKind.Rubber:
            {
                var weave = MathF.Sin(place.X * 1.4f) * MathF.Sin(place.Y * 1.4f);
                return (_albedo * (0.6f + 0.12f * weave + 0.1f * Noise(place.X, place.Y, 0)), 0.8f, 0);
            }
            case TraySurfaceKind.Wood:
            {
                var ring = Noise(place.X * 0.008f, place.Y * 0.09f, 0) * 9;
                ring -= MathF.Floor(ring);
                var fibre = Noise(place.X * 0.05f, place.Y * 2.2f, 1) - 0.5f;
                return (_albedo * (0.75f + 0.25f * ring + 0.2f * fibre), 0.6f, 0);
            }
            default:
            {
                var speckle = Noise(place.X * 0.7f, place.Y * 0.7f, 0);
                var vein = MathF.Abs(Noise(place.X * 0.02f + Noise(place.X * 0.05f, place.Y * 0.05f, 2), place.Y * 0.02f, 1) - 0.5f);
                return (_albedo * (speckle > 0.8f ? 0.65f : 1) * (0.82f + 0.18f * MathF.Min(1, vein * 12)), 0.3f, 0);
            }
        }
    }

    private static Vector2 Outward(Vector2 q, Vector2 place)
    {
        var sign = new Vector2(MathF.CopySign(1, place.X), MathF.CopySign(1, place.Y));
        if (q.X > 0 && q.Y > 0)
            return Vector2.Normalize(q) * sign;
        return q.X > q.Y ? new Vector2(sign.X, 0) : new Vector2(0, sign.Y);
    }

    /// <summary>Value noise, 0 to 1, smooth between whole numbers.</summary>
    private float Noise(float x, float y, int layer)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        int column = (int)floorX, row = (int)floorY;
        x -= floorX;
        y -= floorY;
        x = x * x * (3 - 2 * x);
        y = y * y * (3 - 2 * y);
        var salt = (uint)(Seed + layer * 7919);
        var corners = Hash(Vector128.Create(column, column + 1, column, column + 1), Vector128.Create(row, row, row + 1, row + 1), salt);
        float a = corners[0], b = corners[1], c = corners[2], d = corners[3];
        return a + (b - a) * x + (c - a + (a - b - c + d) * x) * y;
    }

    /// <summary>Four numbers in [0, 1) that follow from places and salt.</summary>
    private static Vector128<float> Hash(Vector128<int> columns, Vector128<int> rows, uint salt)
    {
        var h = columns.AsUInt32() * 0x9E3779B1u ^ rows.AsUInt32() * 0x85EBCA77u ^ Vector128.Create(salt * 0xC2B2AE3D);
        h ^= h >> 15;
        h *= 0x2C1B3C6Du;
        h ^= h >> 12;
        h *= 0x297A2D39u;
        h ^= h >> 15;
        return Vector128.ConvertToSingle((h >> 8).AsInt32()) * (1f / (1 << 24));
    }
}
