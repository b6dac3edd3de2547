using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Boxes with rounded edges and slightly bulging sides, drink cartons with a roof or a cap.</summary>
internal static class BoxShape
{
    private static readonly (Panel Panel, Vector3 Right, Vector3 Up)[] Sides =
    [
        (Panel.Front, Vector3.UnitX, Vector3.UnitY),
        (Panel.Back, -Vector3.UnitX, Vector3.UnitY),
        (Panel.Right, -Vector3.UnitZ, Vector3.UnitY),
        (Panel.Left, Vector3.UnitZ, Vector3.UnitY),
        (Panel.Top, Vector3.UnitX, -Vector3.UnitZ),
        (Panel.Bottom, Vector3.UnitX, Vector3.UnitZ),
    ];

    public static Mesh Box(Packaging packaging)
    {
        var builder = new MeshBuilder();
        AddBox(builder, new Vector3(packaging.Width, packaging.Height, packaging.Depth) / 2, Vector3.Zero, 1.6f, 0.7f,
            Material.Carton(packaging.Body));
        return builder.Build();
    }

    public static Mesh Brick(Packaging packaging)
    {
        var builder = new MeshBuilder();
        var half = new Vector3(packaging.Width, packaging.Height, packaging.Depth) / 2;
        AddBox(builder, half, Vector3.Zero, 2.2f, 0.9f, Material.Film(packaging.Body) with { Roughness = 0.3f, Metal = 0 });
        var radius = MathF.Min(13, packaging.Depth * 0.28f);
        RoundShape.AddCap(builder, Material.Plastic(packaging.Closure), new Vector3(0, half.Y, half.Z * 0.25f), radius, 11);
        return builder.Build();
    }

    public static Mesh GableCarton(Packaging packaging)
    {
        var builder = new MeshBuilder();
        var material = Material.Film(packaging.Body) with { Roughness = 0.32f, Metal = 0 };
        float halfWidth = packaging.Width / 2, halfDepth = packaging.Depth / 2, bottom = -packaging.Height / 2;
        var fin = packaging.Height * 0.055f;
        var shoulder = packaging.Height / 2 - fin - packaging.Depth * 0.34f;
        var ridge = packaging.Height / 2 - fin;
        var body = shoulder - bottom;
        float[] few = MeshBuilder.Even(6), one = [0, 1];

        // The front and back panels run on over the roof, so that the print does.
        AddPanel(Panel.Front, 1);
        AddPanel(Panel.Back, -1);
        var sideSize = new Vector2(packaging.Depth, body);
        builder.Sheet(Panel.Right, sideSize, material, few, few, (u, v) =>
            new Vector3(halfWidth, shoulder - v * body, halfDepth - 2 * halfDepth * u));
        builder.Sheet(Panel.Left, sideSize, material, few, few, (u, v) =>
            new Vector3(-halfWidth, shoulder - v * body, -halfDepth + 2 * halfDepth * u));
        builder.Sheet(Panel.Bottom, new Vector2(packaging.Width, packaging.Depth), material, one, one,
            (u, v) => new Vector3(-halfWidth + 2 * halfWidth * u, bottom, halfDepth - 2 * halfDepth * v));
        // Folded triangles under the roof's ends.
        builder.Sheet(Panel.None, Vector2.One, material, few, few, (u, v) =>
            new Vector3(halfWidth * (0.72f + 0.28f * v), ridge + (shoulder - ridge) * v,
                (halfDepth - 2 * halfDepth * u) * MathF.Max(v, 0.02f)));
        builder.Sheet(Panel.None, Vector2.One, material, few, few, (u, v) =>
            new Vector3(-halfWidth * (0.72f + 0.28f * v), ridge + (shoulder - ridge) * v,
                (-halfDepth + 2 * halfDepth * u) * MathF.Max(v, 0.02f)));
        AddBox(builder, new Vector3(halfWidth, fin / 2, 0.9f), new Vector3(0, ridge + fin / 2, 0), 0.4f, 0, material, printed: false);
        RoundShape.AddCap(builder, Material.Plastic(packaging.Closure), new Vector3(0, (shoulder + ridge) / 2, halfDepth * 0.5f), 12, 9,
            Vector3.Normalize(new Vector3(0, halfDepth, ridge - shoulder)));
        return builder.Build();

        void AddPanel(Panel panel, float side)
        {
            var roof = Vector2.Distance(new Vector2(shoulder, halfDepth), new Vector2(ridge, 1));
            var share = roof / (roof + body);
            builder.Sheet(panel, new Vector2(packaging.Width, roof + body), material, few,
                [0, share * 0.5f, share - 0.004f, share + 0.004f, 0.5f, 0.75f, 1],
                (u, v) => v < share
                    ? new Vector3(side * (-halfWidth + 2 * halfWidth * u), ridge + (shoulder - ridge) * v / share,
                        side * (1 + (halfDepth - 1) * v / share))
                    : new Vector3(side * (-halfWidth + 2 * halfWidth * u), shoulder - body * (v - share) / (1 - share), side * halfDepth));
        }
    }

    /// <param name="bulge">How far the middle of each side swells, in millimetres.</param>
    public static void AddBox(MeshBuilder builder, Vector3 half, Vector3 centre, float radius, float bulge, Material material,
        bool printed = true)
    {
        radius = MathF.Min(radius, MathF.Min(half.X, MathF.Min(half.Y, half.Z)) * 0.9f);
        foreach (var (panel, right, up) in Sides)
        {
            var outward = Vector3.Cross(right, up);
            float width = MathF.Abs(Vector3.Dot(half, right)), height = MathF.Abs(Vector3.Dot(half, up));
            builder.Sheet(printed ? panel : Panel.None, new Vector2(2 * width, 2 * height), material, Lines(radius / (2 * width)),
                Lines(radius / (2 * height)),
                (u, v) =>
                {
                    var cube = right * ((2 * u - 1) * width) + up * ((1 - 2 * v) * height)
                        + outward * MathF.Abs(Vector3.Dot(half, outward));
                    var inner = Vector3.Clamp(cube, -half + new Vector3(radius), half - new Vector3(radius));
                    var swell = bulge * MathF.Sin(MathF.PI * u) * MathF.Sin(MathF.PI * v);
                    return centre + inner + Vector3.Normalize(cube - inner) * radius + outward * swell;
                });
        }
    }

    private static float[] Lines(float edge) =>
        [0, edge * 0.35f, edge * 0.7f, edge, 0.3f, 0.5f, 0.7f, 1 - edge, 1 - edge * 0.7f, 1 - edge * 0.35f, 1];
}
