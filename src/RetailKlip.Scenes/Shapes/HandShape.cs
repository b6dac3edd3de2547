using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// A right hand that reaches up in the picture and holds something below its fingers, with a sleeve: the origin is what it
/// holds, y points from the arm to the fingers, z up.
/// </summary>
internal static class HandShape
{
    private const float SleeveLength = 620;

    private static readonly (float X, float Y, float Length, float Spread, float Thick)[] Fingers =
        [(-29, 2, 66, -8, 9.4f), (-9.5f, 8, 74, -2, 9.8f), (10, 6, 69, 3, 9.4f), (28, -4, 55, 9, 8.2f)];

    /// <summary>The same hand of another person: its shape is costly, its colours are not.</summary>
    public static Mesh Recoloured(Mesh hand, Colour fromSkin, Colour skin, Colour fromSleeve, Colour sleeve)
    {
        Dictionary<Colour, Colour> colours = new()
        {
            [fromSkin] = skin,
            [Nail(fromSkin)] = Nail(skin),
            [fromSleeve] = sleeve,
            [Cuff(fromSleeve)] = Cuff(sleeve),
        };
        return hand with { Parts = [.. hand.Parts.Select(part =>
            part with { Material = new Material(colours[part.Material.Colour], part.Material.Roughness) })] };
    }

    /// <param name="left">The left hand instead.</param>
    public static Mesh Build(Colour skin, Colour sleeve, bool left)
    {
        var builder = new MeshBuilder();
        Material flesh = new(skin, 0.6f), nail = new(Nail(skin), 0.25f);
        float[] around = MeshBuilder.Even(16), along = MeshBuilder.Even(14);
        foreach (var (x, y, length, spread, thick) in Fingers)
        {
            Tube(t => new Vector3(x * (0.72f + 0.28f * MathF.Min(1, 2.2f * t)) + spread * t, y - 30
                + (length + 26) * MathF.Sin(t * 1.15f) / 0.913f, 17 + 5 * t - 44 * t * t),
                t => thick * (1.1f - 0.3f * t) * (1 + 0.045f * MathF.Cos((t - 0.62f) * 26) * MathF.Min(1, 2 * t)), tip: true, flesh);
            // Nails.
            Tube(t => new Vector3(x + spread * (0.88f + 0.1f * t), y - 30 + (length + 26) * MathF.Sin((0.9f + 0.07f * t) * 1.15f) / 0.913f,
                22 - 44 * (0.9f + 0.07f * t) * (0.9f + 0.07f * t) + thick * 0.36f + 3 - 3 * t),
                t => thick * 0.52f * MathF.Sqrt(MathF.Max(0.02f, 1 - (2 * t - 1) * (2 * t - 1))), tip: false, nail);
        }
        // Thumb, from inside the palm.
        Tube(t => new Vector3(-10 - 50 * MathF.Sin(t * 1.6f), -50 + 76 * t, 10 - 26 * t * t), t =>
            15.5f - 6.5f * t + 1.2f * MathF.Sin(t * 7), tip: true, flesh);
        // Back of the hand, flat, with tendons that run to the knuckles.
        Add(flesh, MeshBuilder.Even(30), MeshBuilder.Even(22), (u, v) =>
        {
            var angle = (u - 0.5f) * MathF.Tau;
            float sin = MathF.Sin(angle), cos = MathF.Cos(angle);
            var end = MathF.Pow(MathF.Max(0, MathF.Sin(MathF.PI * (0.03f + 0.94f * v))), 0.35f);
            var half = (27 + 15 * MathF.Cos(MathF.Min(1, v) * 1.35f)) * end;
            var across = MathF.CopySign(MathF.Pow(MathF.Abs(sin), 0.75f), sin);
            var ridge = 1.5f * MathF.Cos(across * 8.4f + 0.4f) * MathF.Max(0, cos) * MathF.Exp(-v * 2.2f);
            return new Vector3(across * half - 1, 16 - 96 * v, 11 + MathF.CopySign(MathF.Pow(MathF.Abs(cos), 0.8f), cos) * 14 * end
                + ridge);
        });
        Tube(t => new Vector3(2 - 2 * t, -118 + 62 * t, 9 - 5 * t * t), t =>
            25 + 1.5f * MathF.Sin(t * 5) - 10 * t * t * t, tip: false, flesh);
        // Sleeve: a cuff, then cloth with folds.
        var cloth = new Material(sleeve, 0.95f);
        Cloth(new Material(Cuff(sleeve), 0.95f), -92, 24, 34.5f, 0.3f);
        Cloth(cloth, -112, SleeveLength, 36, 2.6f);
        return builder.Build();

        // Built as a right hand; the left one is its mirror image, with u turned round so that the outside stays outside.
        void Add(Material material, float[] us, float[] vs, Func<float, float, Vector3> point) =>
            builder.Sheet(Panel.None, Vector2.One, material, us, vs,
            left ? (u, v) => point(1 - u, v) * new Vector3(-1, 1, 1) : point);

        void Tube(Func<float, Vector3> path, Func<float, float> radius, bool tip, Material material) =>
            Add(material, around, along, (u, v) => TubeShape.Point(path, radius, tip, u, v));

        void Cloth(Material material, float from, float length, float radius, float fold)
        {
            Add(material, MeshBuilder.Even(28), MeshBuilder.Even(length > 100 ? 60 : 5), (u, v) =>
            {
                var angle = (u - 0.5f) * MathF.Tau;
                var y = from - length * v;
                var wave = fold * (MathF.Sin(y * 0.11f + 2.2f * MathF.Sin(angle)) + 0.6f * MathF.Sin(y * 0.047f + 3 * angle));
                var r = radius + 16 * MathF.Min(1, length * v / 300) + wave;
                return new Vector3(3 + MathF.Sin(angle) * r, y, 11 + MathF.Cos(angle) * r * 0.86f);
            });
        }
    }

    private static Colour Nail(Colour skin) => skin.Lighter(0.3f);

    private static Colour Cuff(Colour sleeve) => sleeve.Darker(0.25f);
}
