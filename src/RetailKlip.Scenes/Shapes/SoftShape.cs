using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Bags, wrapped bars, film trays and bent fruit.</summary>
internal static class SoftShape
{
    private static readonly float[] Fine = MeshBuilder.Even(22);

    public static Mesh Pouch(Packaging packaging)
    {
        var builder = new MeshBuilder();
        AddPillow(builder, packaging, Material.Film(packaging.Body), seal: 0.055f, fold: 1.6f);
        return builder.Build();
    }

    public static Mesh Bar(Packaging packaging)
    {
        var builder = new MeshBuilder();
        AddPillow(builder, packaging, Material.Film(packaging.Body) with { Metal = 0.2f }, seal: 0.08f, fold: 0.5f, sideways: true);
        return builder.Build();
    }

    /// <summary>A shallow tray, its filling under film, the sticker on the film.</summary>
    public static Mesh FilmTray(Packaging packaging)
    {
        var builder = new MeshBuilder();
        float halfWidth = packaging.Width / 2, halfHeight = packaging.Height / 2, halfDepth = packaging.Depth / 2;
        BoxShape.AddBox(builder, new Vector3(halfWidth, halfHeight, halfDepth * 0.96f), Vector3.Zero, MathF.Min(9, halfDepth * 0.8f), 0,
            Material.Plastic(packaging.Closure), printed: false);
        builder.Sheet(Panel.Front, new Vector2(packaging.Width, packaging.Height) * 0.96f,
            Material.Film(packaging.Body) with { Roughness = 0.1f, Metal = 0 },
            MeshBuilder.Even(20), MeshBuilder.Even(16), (u, v) =>
            {
                var swell = MathF.Sin(MathF.PI * u) * MathF.Sin(MathF.PI * v);
                var ripple = 0.35f * MathF.Sin(9 * u + 4 * v) * MathF.Sin(7 * v + 2) * swell;
                return new Vector3((2 * u - 1) * halfWidth * 0.96f, (1 - 2 * v) * halfHeight * 0.96f, halfDepth * (0.98f + 0.12f * swell)
                    + ripple);
            });
        return builder.Build();
    }

    public static Mesh BentProduce(Packaging packaging)
    {
        var builder = new MeshBuilder();
        var bow = packaging.Width * 0.36f;
        builder.Sheet(Panel.Skin, new Vector2(packaging.Depth * MathF.PI, packaging.Height), Material.Peel(packaging.Body),
            MeshBuilder.Even(24), MeshBuilder.Even(34), (u, v) =>
        {
            var angle = (u - 0.5f) * MathF.Tau;
            var end = MathF.Min(1, MathF.Min(v / 0.16f, (1 - v) / 0.12f));
            var thick = packaging.Depth / 2 * (v < 0.14f ? 0.26f + 0.74f * end * end * (3 - 2 * end) : 0.2f
                + 0.8f * MathF.Sqrt(MathF.Max(0, end)));
            thick *= 1 + 0.05f * MathF.Cos(5 * angle);
            var along = (v - 0.5f) * 2;
            var bend = along * 1.05f;
            var middle = new Vector2(bow * (MathF.Cos(bend) - 0.75f) * 2, -MathF.Sin(bend) / MathF.Sin(1.05f) * packaging.Height / 2);
            var outward = Vector2.Normalize(new Vector2(MathF.Cos(bend), -MathF.Sin(bend)));
            var place = middle + outward * (MathF.Sin(angle) * thick);
            return new Vector3(place.X, place.Y, MathF.Cos(angle) * thick);
        });
        return builder.Build();
    }

    /// <param name="seal">Share of the length that each crimped end takes.</param>
    /// <param name="fold">Depth of the creases that run in from the ends, in millimetres.</param>
    /// <param name="sideways">The ends are left and right instead of top and bottom.</param>
    private static void AddPillow(MeshBuilder builder, Packaging packaging, Material material, float seal, float fold,
        bool sideways = false)
    {
        float halfWidth = packaging.Width / 2, halfHeight = packaging.Height / 2, halfDepth = packaging.Depth / 2;
        var size = new Vector2(packaging.Width, packaging.Height);
        // Crimps need lines of their own: four to a ridge.
        float[] lengthwise = [.. Crimps(0), .. MeshBuilder.Even(18).Select(t => seal + (1 - 2 * seal) * t), .. Crimps(1 - seal)];
        var us = sideways ? lengthwise : Fine;
        var vs = sideways ? Fine : lengthwise;
        builder.Sheet(Panel.Front, size, material, us, vs, (u, v) => Point(u, v, 1));
        builder.Sheet(Panel.Back, size, material, us, vs, (u, v) => Point(u, v, -1));

        Vector3 Point(float u, float v, float side)
        {
            var along = sideways ? u : v;
            var across = sideways ? v : u;
            var inner = Math.Clamp((along - seal) / (1 - 2 * seal), 0, 1);
            var round = MathF.Pow(MathF.Max(0, MathF.Sin(MathF.PI * inner)), sideways ? 0.22f : 0.55f);
            var sides = MathF.Pow(MathF.Max(0, 1 - MathF.Pow(MathF.Abs(2 * across - 1), sideways ? 9 : 3.2f)), 0.75f);
            var nearEnd = MathF.Exp(-MathF.Min(inner, 1 - inner) * 9);
            var creases = fold * nearEnd * MathF.Sin(across * 31 + (inner < 0.5f ? 0 : 2))
                * MathF.Sin(across * 13 + 1) * MathF.Min(1, round * 3);
            var dents = fold * 0.35f * MathF.Sin(7 * u + 3 * v + side) * MathF.Sin(5 * v - 2 * u) * round * sides;
            var crimp = inner is 0 or 1 ? 0.28f * MathF.Sin(along * (1 / seal) * 3 * MathF.Tau) : 0;
            // A full bag draws its sides in.
            var waist = 1 - 0.055f * round * halfDepth / MathF.Max(halfWidth, halfDepth) * (sideways ? 0 : 1);
            var bump = 0.25f + halfDepth * round * sides + (creases + dents) * sides + crimp;
            return new Vector3(side * (2 * u - 1) * halfWidth * (sideways ? 1 : waist), (1 - 2 * v) * halfHeight * (sideways ? waist : 1),
                side * MathF.Max(0.1f, bump));
        }

        float[] Crimps(float from) => [.. Enumerable.Range(0, 12).Select(i => from + seal * (i + (from > 0 ? 1 : 0)) / 12f)];
    }
}
