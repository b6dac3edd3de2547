using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// A shop's shelf: the board is the plane z = 0, its front edge with the price rail runs along x, the wall stands behind. What is deep
/// in it is dark.
/// </summary>
/// <param name="Front">Of the board, millimetres along y, from where the aisle ends.</param>
/// <param name="Back">Where the wall stands.</param>
/// <param name="Rail">The printed price rail.</param>
/// <param name="Shift">Of the rail's print along x, in millimetres.</param>
internal sealed record Shelf(float Front, float Back, Colour Board, Colour Wall, Texture Rail, float Shift, bool Slotted)
{
    private readonly Vector3 _board = Board.Linear;
    private readonly Vector3 _wall = Wall.Linear;

    public static Shelf Random(SeededRandom random, float front)
    {
        var board = random.Chance(0.7f)
            ? Colour.FromHsv(random.Between(0, 360), random.Between(0, 0.08f), random.Between(0.45f, 1))
            : random.Chance(0.5f)
            ? Colour.FromHsv(random.Between(18, 40), random.Between(0.25f, 0.6f), random.Between(0.3f, 0.8f))
            : Colour.FromHsv(random.Between(0, 360), 0, random.Between(0.05f, 0.3f));
        var wall = random.Chance(0.75f) ? board : Colour.FromHsv(random.Between(0, 360), random.Between(0, 0.6f), random.Between(0.1f, 1));
        return new Shelf(front, front + random.Between(180, 420), board, wall, PriceRail.Pick(random), random.Between(0, 500),
            random.Chance(0.5f));
    }

    /// <param name="view">From the aisle, above the board.</param>
    /// <param name="hider">What will stand before it: fully covered pixels are left as they are. Null for nothing.</param>
    public void Paint(Picture picture, Viewpoint view, Lighting light, ItemLayer? hider = null)
    {
        var eye = view.Eye;
        float facing = light.Falling(-Vector3.UnitY), up = light.Falling(Vector3.UnitZ);
        var level = Rail.LevelFor(PriceRail.Density / view.PixelsPerMillimetre);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
            {
                if (hider?.Hides(x, y) == true)
                    continue;
                var packed = ToneCurve.Pack(Radiance(eye, view.Towards(x + 0.5f, y + 0.5f), facing, up, level) * light.Gain);
                var at = 3 * (y * picture.Width + x);
                picture.Bgr[at] = (byte)packed;
                picture.Bgr[at + 1] = (byte)(packed >> 8);
                picture.Bgr[at + 2] = (byte)(packed >> 16);
            }
    }

    private Vector3 Radiance(Vector3 eye, Vector3 towards, float facing, float up, int level)
    {
        // First the plane of the front edge: the rail, or the dark below it.
        var t = (Front - eye.Y) / towards.Y;
        var place = eye + towards * t;
        if (place.Z is <= PriceRail.Top and >= PriceRail.Top - PriceRail.Height)
        {
            var u = (place.X + Shift) / PriceRail.Width;
            var bulge = 1 - 0.35f * MathF.Pow(MathF.Abs(2 * (PriceRail.Top - place.Z) / PriceRail.Height - 1), 4);
            return Rail.Sample(u - MathF.Floor(u), (PriceRail.Top - place.Z) / PriceRail.Height, level) * (facing * bulge);
        }
        if (place.Z < PriceRail.Top)
            return _wall * (0.06f * facing * MathF.Exp((place.Z + PriceRail.Height) / 90));
        if (towards.Z < 0 && eye + towards * (-eye.Z / towards.Z) is { } foot && foot.Y < Back)
            return _board * (up * (0.15f + 0.85f * MathF.Exp((Front - foot.Y) / 90)));
        place = eye + towards * ((Back - eye.Y) / towards.Y);
        var slot = Slotted && MathF.Abs(place.X / 50 - MathF.Round(place.X / 50)) < 0.06f ? 0.4f : 1;
        var shade = 0.22f + 0.4f * MathF.Exp(-MathF.Max(0, place.Z) / 220);
        return _wall * (facing * slot * shade);
    }
}
