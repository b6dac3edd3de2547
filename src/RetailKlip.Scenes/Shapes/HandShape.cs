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
        [(-30, 2, 70, -9, 9.2f), (-10, 8, 78, -2, 9.6f), (11, 6, 73, 4, 9.2f), (30, -3, 58, 11, 8)];

    /// <param name="left">The left hand instead.</param>
    public static Mesh Build(Colour skin, Colour sleeve, bool left)
    {
        var builder = new MeshBuilder();
        var flesh = new Material(skin, 0.55f);
        float[] around = MeshBuilder.Even(16), along = MeshBuilder.Even(14);
        foreach (var (x, y, length, spread, thick) in Fingers)
            Tube(t => new Vector3(x + spread * t, y + length * 0.86f * MathF.Sin(t * 1.15f) / 0.91f, 16 - 40 * t * t), t => thick * (1.06f - 0.22f * t) * (1 + 0.05f * MathF.Sin(t * 13)), true);
        // Thumb, from the side of the palm.
        Tube(t => new Vector3(-34 - 27 * MathF.Sin(t * 1.7f), -42 + 66 * t, 8 - 30 * t * t), t => 12.5f - 3.5f * t + 1.2f * MathF.Sin(t * 7), true);
        // Back of the hand, with the knuckles' row.
        Add(flesh, MeshBuilder.Even(26), MeshBuilder.Even(18), (u, v) =>
        {
            var angle = (u - 0.5f) * MathF.Tau;
            var end = MathF.Pow(MathF.Max(0, MathF.Sin(MathF.PI * (0.04f + 0.92f * v))), 0.42f);
            var half = (29 + 14 * (1 - v)) * end;
            var knuckle = 2.2f * MathF.Exp(-MathF.Pow((v - 0.16f) / 0.1f, 2)) * MathF.Cos(MathF.Sin(angle) * 7.5f) * MathF.Max(0, MathF.Cos(angle));
            return new Vector3(MathF.Sin(angle) * half - 1, 20 - 92 * v, 12 + MathF.Cos(angle) * (15 * end + knuckle));
        });
        Tube(t => new Vector3(2 * t, -112 + 60 * t, 11), _ => 25, false);
        // Sleeve: a cuff, then cloth with folds.
        var cloth = new Material(sleeve, 0.95f);
        Cloth(new Material(sleeve.Darker(0.25f), 0.95f), -92, 24, 34.5f, 0.3f);
        Cloth(cloth, -112, SleeveLength, 36, 2.6f);
        return builder.Build();

        // Built as a right hand; the left one is its mirror image, with u turned round so that the outside stays outside.
        void Add(Material material, float[] us, float[] vs, Func<float, float, Vector3> point) => builder.Sheet(Panel.None, Vector2.One, material, us, vs,
            left ? (u, v) => point(1 - u, v) * new Vector3(-1, 1, 1) : point);

        void Tube(Func<float, Vector3> path, Func<float, float> radius, bool tip)
        {
            Add(flesh, around, along, (u, v) =>
            {
                var angle = (u - 0.5f) * MathF.Tau;
                // v runs from the tip back to the root.
                var t = 1 - v;
                var forward = Vector3.Normalize(path(MathF.Min(1, t + 0.02f)) - path(MathF.Max(0, t - 0.02f)));
                var across = Vector3.Normalize(Vector3.Cross(forward, Vector3.UnitZ));
                var upward = Vector3.Cross(across, forward);
                var r = radius(t) * (tip ? MathF.Sqrt(MathF.Max(0.0004f, 1 - MathF.Pow(MathF.Max(0, (t - 0.86f) / 0.14f), 2))) : 1);
                return path(t) + across * (MathF.Sin(angle) * r) + upward * (MathF.Cos(angle) * r * 0.94f);
            });
        }

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
}
