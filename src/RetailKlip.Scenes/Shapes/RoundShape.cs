using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Everything turned about an upright axis: cans, bottles, jars, cups, tubs, round fruit.</summary>
internal static class RoundShape
{
    /// <param name="Y">Height above the middle, millimetres.</param>
    /// <param name="Radius">1 is half the packaging's width, or depth.</param>
    private readonly record struct Ring(float Y, float Radius);

    private static readonly float[] Around = MeshBuilder.Even(36);

    public static Mesh DrinkCan(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var builder = new MeshBuilder();
        var bare = Material.BareMetal(Colour.Parse("B4B6BA"));
        Band(builder, packaging, Panel.Wrap, Material.PrintedMetal(packaging.Body), 1,
            [new(h - 11, 0.93f), new(h - 16, 1), new(-h + 12, 1), new(-h + 7, 0.95f)]);
        Band(builder, packaging, Panel.None, bare, 1, [new(h, 0.8f), new(h - 2, 0.82f), new(h - 4, 0.8f), new(h - 11, 0.93f)]);
        Band(builder, packaging, Panel.None, bare, 1, [new(-h + 7, 0.95f), new(-h + 2, 0.78f), new(-h, 0.72f), new(-h + 5, 0.6f),
            new(-h + 9, 0.02f)]);
        Disc(builder, packaging, Panel.None, bare, 1, h - 3.5f, 0.78f, true, dish: -1);
        Band(builder, packaging, Panel.None, bare, 1, [new(h - 3.5f, 0.78f), new(h - 1, 0.785f), new(h, 0.8f)]);
        // The ring to pull.
        var radius = packaging.Width / 2;
        builder.Sheet(Panel.None, Vector2.One, bare with { Roughness = 0.3f }, MeshBuilder.Even(20), [0, 0.5f, 1], (u, v) =>
        {
            var angle = u * MathF.Tau;
            var across = 0.16f + 0.14f * v;
            return new Vector3(MathF.Sin(angle) * across * radius * 0.8f, h - 2.2f + MathF.Sin(v * MathF.PI) * 0.8f,
                MathF.Cos(angle) * across * radius + radius * 0.12f);
        });
        return builder.Build();
    }

    public static Mesh FoodCan(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var builder = new MeshBuilder();
        var bare = Material.BareMetal(Colour.Parse("AFAEA9"));
        Band(builder, packaging, Panel.Wrap, Material.Paper(packaging.Body) with { Roughness = 0.4f }, 1, [new(h - 5, 1), new(-h + 5, 1)]);
        Band(builder, packaging, Panel.None, bare, 1, [new(h, 0.985f), new(h - 1.5f, 1.01f), new(h - 3, 0.985f), new(h - 5, 0.985f)]);
        Band(builder, packaging, Panel.None, bare, 1, [new(-h + 5, 0.985f), new(-h + 3, 0.985f), new(-h + 1.5f, 1.01f), new(-h, 0.985f)]);
        Ribbed(builder, packaging, bare, h - 2.5f, true);
        Ribbed(builder, packaging, bare, -h + 2.5f, false);
        return builder.Build();
    }

    public static Mesh Bottle(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var neck = 0.3f + 0.14f * packaging.Form;
        var cap = 17f;
        var shoulder = h - packaging.Height * (0.42f - 0.14f * packaging.Form);
        var builder = new MeshBuilder();
        var glass = Material.ClearGlass(packaging.Body);
        var labelTop = shoulder - 6;
        var labelBottom = -h + packaging.Height * 0.1f;
        Band(builder, packaging, Panel.None, glass, 1,
        [
            new(h - cap, neck), new(h - cap - 8, neck * 1.03f), new(shoulder + (h - cap - shoulder) * 0.55f, neck * 1.25f),
            new(shoulder + (h - cap - shoulder) * 0.2f, 0.86f), new(shoulder, 0.985f), new(labelTop, 0.985f),
        ]);
        Band(builder, packaging, Panel.Wrap, Material.Paper(Colour.White) with { Roughness = 0.5f }, 1,
            [new(labelTop, 1), new(labelBottom, 1)]);
        Band(builder, packaging, Panel.None, glass, 1, [new(labelBottom, 0.985f), new(-h + 6, 0.98f), new(-h + 1.5f, 0.92f), new(-h, 0.8f),
            new(-h + 4, 0.02f)]);
        AddCap(builder, Material.Plastic(packaging.Closure), new Vector3(0, h - cap, 0), neck * packaging.Width / 2 * 1.12f, cap);
        return builder.Build();
    }

    public static Mesh Flask(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var cap = packaging.Height * 0.16f;
        var top = h - cap;
        const float squareness = 2.8f;
        var builder = new MeshBuilder();
        var plastic = Material.Plastic(packaging.Body);
        Band(builder, packaging, Panel.None, plastic, squareness,
            [new(top, 0.4f), new(top - 3, 0.55f), new(top - packaging.Height * 0.06f, 0.86f), new(top - packaging.Height * 0.13f, 0.985f)]);
        Band(builder, packaging, Panel.Wrap, plastic, squareness, [new(top - packaging.Height * 0.13f, 1),
            new(-h + packaging.Height * 0.06f, 1)]);
        Band(builder, packaging, Panel.None, plastic, squareness,
            [new(-h + packaging.Height * 0.06f, 0.99f), new(-h + 3, 0.97f), new(-h, 0.88f), new(-h + 1, 0.02f)]);
        AddCap(builder, Material.Plastic(packaging.Closure), new Vector3(0, top, 0), MathF.Min(packaging.Width, packaging.Depth) * 0.36f,
            cap);
        return builder.Build();
    }

    public static Mesh Jar(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var lid = MathF.Min(16, packaging.Height * 0.17f);
        var builder = new MeshBuilder();
        var glass = Material.ClearGlass(packaging.Body);
        var shoulder = h - lid - packaging.Height * 0.1f;
        var labelTop = shoulder - 3;
        var labelBottom = -h + packaging.Height * 0.13f;
        Band(builder, packaging, Panel.None, glass, 2, [new(h - lid, 0.84f), new(h - lid - 3, 0.86f), new(shoulder, 0.97f),
            new(labelTop, 0.985f)]);
        Band(builder, packaging, Panel.Wrap, Material.Paper(Colour.White), 2, [new(labelTop, 1), new(labelBottom, 1)]);
        Band(builder, packaging, Panel.None, glass, 2, [new(labelBottom, 0.985f), new(-h + 5, 0.97f), new(-h + 1, 0.86f), new(-h, 0.7f),
            new(-h + 3, 0.02f)]);
        var metal = Material.PrintedMetal(packaging.Closure);
        Band(builder, packaging, Panel.None, metal, 2, [new(h - 1.2f, 0.89f), new(h - 3, 0.92f), new(h - lid, 0.925f),
            new(h - lid - 0.5f, 0.85f)]);
        Disc(builder, packaging, Panel.Lid, metal, 2, h, 0.89f, true, dish: -1.2f);
        return builder.Build();
    }

    public static Mesh Cup(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var builder = new MeshBuilder();
        var plastic = Material.Plastic(packaging.Body);
        var narrow = 0.66f + 0.14f * packaging.Form;
        Band(builder, packaging, Panel.Wrap, plastic, 2, [new(h - 4, 0.94f), new(-h + 5, narrow)]);
        Band(builder, packaging, Panel.None, plastic, 2, [new(-h + 5, narrow), new(-h + 1, narrow * 0.97f), new(-h, narrow * 0.9f),
            new(-h + 2, 0.02f)]);
        Band(builder, packaging, Panel.None, plastic, 2, [new(h - 0.6f, 1), new(h - 1.6f, 1), new(h - 2, 0.95f), new(h - 4, 0.94f)]);
        Disc(builder, packaging, Panel.Lid, Material.Foil(Colour.White) with { Metal = 0.25f }, 2, h, 1.01f, true, dish: -0.8f);
        return builder.Build();
    }

    public static Mesh Tub(Packaging packaging)
    {
        var h = packaging.Height / 2;
        const float squareness = 4;
        var builder = new MeshBuilder();
        var plastic = Material.Plastic(packaging.Body);
        Band(builder, packaging, Panel.Wrap, plastic, squareness, [new(h - 8, 0.95f), new(-h + 4, 0.86f)]);
        Band(builder, packaging, Panel.None, plastic, squareness, [new(-h + 4, 0.86f), new(-h, 0.8f), new(-h + 1, 0.02f)]);
        var lid = Material.Plastic(packaging.Closure);
        Band(builder, packaging, Panel.None, lid, squareness, [new(h - 1, 0.985f), new(h - 3, 1), new(h - 8, 1), new(h - 8.5f, 0.95f)]);
        Disc(builder, packaging, Panel.Lid, lid, squareness, h, 0.985f, true, dish: -0.5f);
        return builder.Build();
    }

    /// <summary>Apples, citrus, tomatoes, pears, cucumbers: <see cref="Packaging.Form"/> chooses how the ends are shaped.</summary>
    public static Mesh Produce(Packaging packaging)
    {
        var h = packaging.Height / 2;
        var builder = new MeshBuilder();
        var dimple = packaging.Form < 0.34f;
        var pointed = packaging.Form > 0.67f;
        builder.Sheet(Panel.Skin, new Vector2(packaging.Width * MathF.PI, packaging.Height), Material.Peel(packaging.Body), Around,
            MeshBuilder.Even(22), (u, v) =>
        {
            var t = v * MathF.PI;
            var radius = MathF.Pow(MathF.Max(0, MathF.Sin(t)), pointed ? 1.12f : 0.92f);
            var y = MathF.Cos(t) * h;
            if (dimple)
            {
                y -= h * 0.3f * MathF.Exp(-v * v * 130) - h * 0.16f * MathF.Exp(-(1 - v) * (1 - v) * 160);
                radius *= 1 - 0.09f * MathF.Cos(t + 0.2f) * -1;
            }
            if (pointed)
                y += h * (0.13f * MathF.Exp(-v * v * 220) - 0.16f * MathF.Exp(-(1 - v) * (1 - v) * 220));
            var angle = (u - 0.5f) * MathF.Tau;
            radius *= 1 + 0.018f * MathF.Sin(3 * angle + 1) + 0.012f * MathF.Sin(5 * angle + v * 4);
            return new Vector3(MathF.Sin(angle) * radius * packaging.Width / 2, y, MathF.Cos(angle) * radius * packaging.Depth / 2);
        });
        if (dimple)
            builder.Sheet(Panel.None, Vector2.One, Material.Peel(packaging.Closure), MeshBuilder.Even(8), MeshBuilder.Even(4), (u, v) =>
            {
                var angle = (u - 0.5f) * MathF.Tau;
                var radius = packaging.Width * (0.016f + 0.01f * (1 - v));
                return new Vector3(MathF.Sin(angle) * radius + 3 * (1 - v), h * (0.98f - 0.3f * v), MathF.Cos(angle) * radius);
            });
        return builder.Build();
    }

    /// <summary>A screw cap whose foot stands at <paramref name="foot"/>.</summary>
    public static void AddCap(MeshBuilder builder, Material material, Vector3 foot, float radius, float height, Vector3? axis = null)
    {
        var up = axis ?? Vector3.UnitY;
        var side = Vector3.UnitX;
        var front = Vector3.Cross(side, up);
        Ring[] rings = [new(height, 0.9f), new(height - 1, 0.97f), new(height - 2.5f, 1), new(0, 1)];
        builder.Sheet(Panel.None, Vector2.One, material, MeshBuilder.Even(48), MeshBuilder.Even(6), (u, v) =>
        {
            var (y, r) = At(rings, v);
            var angle = (u - 0.5f) * MathF.Tau;
            var knurled = radius * r * (1 + (v > 0.3f ? 0.014f * MathF.Cos(24 * angle) : 0));
            return foot + side * (MathF.Sin(angle) * knurled) + up * y + front * (MathF.Cos(angle) * knurled);
        });
        builder.Sheet(Panel.None, Vector2.One, material, MeshBuilder.Even(28), [0, 0.5f, 1], (u, v) =>
        {
            var angle = (u - 0.5f) * MathF.Tau;
            var r = radius * 0.9f * v;
            return foot + side * (MathF.Sin(angle) * r) + up * height + front * (MathF.Cos(angle) * r);
        });
    }

    private static void Band(MeshBuilder builder, Packaging packaging, Panel panel, Material material, float squareness,
        ReadOnlySpan<Ring> rings)
    {
        var profile = rings.ToArray();
        var exponent = MathF.Max(2, squareness);
        float halfWidth = packaging.Width / 2, halfDepth = packaging.Depth / 2;
        var size = new Vector2(MathF.PI * (halfWidth + halfDepth), MathF.Abs(profile[0].Y - profile[^1].Y));
        builder.Sheet(panel, size, material, Around, MeshBuilder.Even(profile.Length == 2 ? 3 : (profile.Length - 1) * 3), (u, v) =>
        {
            var (y, radius) = At(profile, v);
            var place = Around2(u, exponent) * radius;
            return new Vector3(place.X * halfWidth, y, place.Y * halfDepth);
        }, (u, v) => new Vector2(u, (profile[0].Y - At(profile, v).Y) / (profile[0].Y - profile[^1].Y)));
    }

    /// <summary>A flat end; the panel lies over it with its top away from the front.</summary>
    private static void Disc(MeshBuilder builder, Packaging packaging, Panel panel, Material material, float squareness, float y,
        float radius, bool upward, float dish)
    {
        var exponent = MathF.Max(2, squareness);
        var side = upward ? 1f : -1f;
        float halfWidth = packaging.Width / 2 * radius, halfDepth = packaging.Depth / 2 * radius;
        builder.Sheet(panel, new Vector2(2 * halfWidth, 2 * halfDepth), material, Around, [0, 0.5f, 0.9f, 0.955f, 1],
            (u, v) =>
            {
                var place = Around2(u, exponent) * v;
                return new Vector3(side * place.X * halfWidth, y + side * dish * (v < 0.92f ? 1 : (1 - v) / 0.08f), place.Y * halfDepth);
            },
            (u, v) => (Around2(u, exponent) * v + Vector2.One) / 2);
    }

    private static void Ribbed(MeshBuilder builder, Packaging packaging, Material material, float y, bool upward)
    {
        var side = upward ? 1f : -1f;
        var radius = packaging.Width / 2 * 0.985f;
        builder.Sheet(Panel.None, Vector2.One, material, Around, MeshBuilder.Even(24), (u, v) =>
        {
            var angle = (u - 0.5f) * MathF.Tau;
            var ridge = v is > 0.5f and < 0.9f ? 0.35f * MathF.Sin((v - 0.5f) / 0.4f * 3 * MathF.Tau) : 0;
            return new Vector3(side * MathF.Sin(angle) * radius * v, y + side * ridge, MathF.Cos(angle) * radius * v);
        });
    }

    /// <summary>A point of the unit superellipse; u = 0.5 is the front.</summary>
    private static Vector2 Around2(float u, float exponent)
    {
        var angle = (u - 0.5f) * MathF.Tau;
        float x = MathF.Sin(angle), z = MathF.Cos(angle);
        if (exponent == 2)
            return new Vector2(x, z);
        var scale = MathF.Pow(MathF.Pow(MathF.Abs(x), exponent) + MathF.Pow(MathF.Abs(z), exponent), -1 / exponent);
        return new Vector2(x, z) * scale;
    }

    /// <summary>Along a profile, rounded between its rings as by Catmull and Rom.</summary>
    private static (float Y, float Radius) At(Ring[] rings, float v)
    {
        var place = Math.Clamp(v, 0, 1) * (rings.Length - 1);
        var index = Math.Min((int)place, rings.Length - 2);
        var t = place - index;
        Vector2 a = Of(index - 1), b = Of(index), c = Of(index + 1), d = Of(index + 2);
        if (rings.Length == 2)
            return (b.X + (c.X - b.X) * t, b.Y + (c.Y - b.Y) * t);
        var point = 0.5f * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) + (3 * b - a - 3 * c + d) * (t * t * t));
        return (point.X, MathF.Max(0.01f, point.Y));

        Vector2 Of(int ring)
        {
            var clamped = rings[Math.Clamp(ring, 0, rings.Length - 1)];
            return new Vector2(clamped.Y, clamped.Radius);
        }
    }
}
