using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Fruit and vegetables that are no turned body about an even axis: pears, long roots and gourds, lobed peppers.</summary>
internal static class ProduceShape
{
    /// <summary>Pears, avocados, aubergines: <see cref="Packaging.Form"/> from a slender neck to a stout one. A stalk in the closure's
    /// colour.</summary>
    public static Mesh Pear(Packaging packaging)
    {
        var builder = new MeshBuilder();
        float half = packaging.Height / 2, waist = 0.42f + 0.5f * packaging.Form;
        Skin(builder, packaging, (u, v) =>
        {
            var t = v * MathF.PI;
            // The neck's radius runs into the belly's below the middle.
            var belly = Smooth((v - 0.12f) / 0.5f);
            var radius = MathF.Pow(MathF.Max(0, MathF.Sin(t)), 0.72f) * (waist + (1 - waist) * belly);
            var angle = (u - 0.5f) * MathF.Tau;
            radius *= 1 + 0.02f * MathF.Sin(3 * angle + 1) + 0.014f * MathF.Sin(2 * angle + v * 5);
            var lean = packaging.Width * 0.05f * (1 - v) * (1 - v);
            var y = MathF.Cos(t) * half - half * 0.1f * MathF.Exp(-(1 - v) * (1 - v) * 200);
            return new Vector3(MathF.Sin(angle) * radius * packaging.Width / 2 + lean, y, MathF.Cos(angle) * radius * packaging.Depth / 2);
        });
        Stalk(builder, packaging, half * 0.93f, packaging.Height * 0.11f, packaging.Width * 0.025f, packaging.Width * 0.05f);
        return builder.Build();
    }

    /// <summary>Carrots to cucumbers: <see cref="Packaging.Form"/> from tapered to even, all a little bowed.</summary>
    public static Mesh Long(Packaging packaging)
    {
        var builder = new MeshBuilder();
        var half = packaging.Height / 2;
        var bow = packaging.Width * (0.15f + 0.2f * MathF.Abs(MathF.Sin(packaging.Form * 17)));
        Skin(builder, packaging, (u, v) =>
        {
            var taper = 1 - (1 - packaging.Form) * 0.72f * MathF.Pow(v, 1.2f);
            var end = MathF.Min(1, MathF.Min(v / 0.07f, (1 - v) / (0.07f + 0.05f * (1 - packaging.Form))));
            var radius = taper * MathF.Sqrt(MathF.Max(0, end * (2 - end)));
            var angle = (u - 0.5f) * MathF.Tau;
            radius *= 1 + 0.03f * MathF.Sin(2 * angle + v * 7) + 0.02f * MathF.Sin(v * 23 + angle);
            var aside = bow * (1 - MathF.Pow(2 * v - 1, 2));
            return new Vector3(MathF.Sin(angle) * radius * packaging.Width / 2 + aside, (1 - 2 * v) * half,
                MathF.Cos(angle) * radius * packaging.Depth / 2);
        });
        Stalk(builder, packaging, half, packaging.Height * 0.03f, packaging.Width * 0.09f, 0);
        return builder.Build();
    }

    /// <summary>Bell peppers and pumpkins: <see cref="Packaging.Form"/> chooses three to six lobes. A green stalk in the dip.</summary>
    public static Mesh Lobed(Packaging packaging)
    {
        var builder = new MeshBuilder();
        var half = packaging.Height / 2;
        var lobes = 3 + (int)(3.99f * packaging.Form);
        Skin(builder, packaging, (u, v) =>
        {
            var t = v * MathF.PI;
            var angle = (u - 0.5f) * MathF.Tau;
            var lobe = MathF.Abs(MathF.Cos(lobes * angle / 2 + 0.4f));
            var radius = MathF.Pow(MathF.Max(0, MathF.Sin(t)), 0.55f) * (0.9f + 0.14f * MathF.Sqrt(lobe)) * (1.02f - 0.2f * v);
            // Shoulders rise around the stalk, feet stand around the other end.
            var y = MathF.Cos(t) * half * (0.9f + 0.1f * lobe) - half * 0.34f * MathF.Exp(-v * v * 60)
                + half * 0.25f * MathF.Exp(-(1 - v) * (1 - v) * 90);
            return new Vector3(MathF.Sin(angle) * radius * packaging.Width / 2, y, MathF.Cos(angle) * radius * packaging.Depth / 2);
        });
        Stalk(builder, packaging, half * 0.5f, packaging.Height * 0.3f, packaging.Width * 0.06f, packaging.Width * 0.06f);
        return builder.Build();
    }

    private static void Skin(MeshBuilder builder, Packaging packaging, Func<float, float, Vector3> point) =>
        builder.Sheet(Panel.Skin, new Vector2(packaging.Width * MathF.PI, packaging.Height),
            Material.Peel(packaging.Body) with { Roughness = 0.32f }, MeshBuilder.Even(36), MeshBuilder.Even(26), point);

    /// <summary>From its foot up, bent aside, a little wider at its end.</summary>
    private static void Stalk(MeshBuilder builder, Packaging packaging, float foot, float length, float radius, float aside) =>
        builder.Sheet(Panel.None, Vector2.One, new Material(packaging.Closure, 0.7f), MeshBuilder.Even(10), MeshBuilder.Even(7), (u, v) =>
        {
            var angle = (u - 0.5f) * MathF.Tau;
            // v runs down from the end, which is closed.
            var r = radius * (1 + 0.35f * (1 - v)) * MathF.Min(1, v / 0.08f);
            return new Vector3(MathF.Sin(angle) * r + aside * (1 - v) * (1 - v), foot + length * (1 - v), MathF.Cos(angle) * r);
        });

    private static float Smooth(float t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - 2 * t);
    }
}
