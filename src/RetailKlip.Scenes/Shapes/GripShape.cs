using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// A hand that holds an upright pack up to the camera: the forearm and the palm behind the pack, the thumb over one edge of its front, and
/// around a narrow pack the fingers over the other. The origin is the pack's middle, z points to the camera.
/// </summary>
internal static class GripShape
{
    /// <summary>Packs up to this width are gone round, in millimetres; of wider ones the edge is held.</summary>
    public const float Reach = 95;

    private const float Forearm = 420;

    private static readonly float[] Around = MeshBuilder.Even(12);
    private static readonly float[] Along = MeshBuilder.Even(10);

    /// <param name="height">Where on the pack, in millimetres above its middle.</param>
    /// <param name="left">The arm comes from the left instead of the right.</param>
    public static Mesh Behind(Packaging packaging, float height, Colour skin, Colour sleeve, bool left)
    {
        var builder = new MeshBuilder();
        var flesh = new Material(skin, 0.6f);
        float edge = packaging.Width / 2, back = -packaging.Depth / 2;
        Tube(builder, left, flesh, t => new Vector3(edge - 14 + 22 * t, height - 52 + 70 * t, back - 8 + 6 * t), t => 30 - 15 * t,
            tip: true);
        Tube(builder, left, flesh, t => Arm(1 - t), t => 33 - 8 * t, tip: false);
        Tube(builder, left, new Material(sleeve, 0.95f), t => Arm(1 - 0.72f * t),
            t => 47 - 9 * t + 1.6f * MathF.Sin(t * 40), tip: false);
        return builder.Build();

        Vector3 Arm(float t) => new(edge - 8 + 0.42f * Forearm * t, height - 40 - Forearm * t, back - 10 - 30 * t);
    }

    /// <inheritdoc cref="Behind"/>
    /// <param name="fingers">Whether they go round a pack that is narrow enough; else the thumb comes alone.</param>
    public static Mesh Before(Packaging packaging, float height, Colour skin, bool left, bool fingers)
    {
        var builder = new MeshBuilder();
        Material flesh = new(skin, 0.6f), nail = new(skin.Lighter(0.3f), 0.25f);
        float edge = packaging.Width / 2, front = packaging.Depth / 2;
        Vector3 root = new(edge + 10, height - 26, -0.3f * front), bend = new(edge + 13, height + 2, front + 10),
            end = new(edge - MathF.Min(34, 0.5f * edge), height + 24, front + 9);
        Tube(builder, left, flesh, t => Bent(root, bend, end, t), t => 13 - 4 * t + MathF.Sin(t * 7), tip: true);
        Nail(Bent(root, bend, end, 0.93f), Vector3.Normalize(end - bend), 6.4f);
        if (!fingers || packaging.Width > Reach)
            return builder.Build();
        for (var i = 0; i < 4; i++)
        {
            var y = height + 30 - 19 * i;
            var over = MathF.Min(i is 0 or 3 ? 17 : 24, 0.42f * edge);
            Vector3 from = new(-edge + 4, y - 3, -front - 9), around = new(-edge - 19, y - 1, 0), tip = new(-edge + over, y, front + 7);
            var thick = i == 3 ? 7.4f : 8.6f;
            Tube(builder, left, flesh, t => Bent(from, around, tip, t),
                t => thick * (1.08f - 0.22f * t) * (1 + 0.04f * MathF.Cos((t - 0.62f) * 26)), tip: true);
            Nail(Bent(from, around, tip, 0.95f), Vector3.Normalize(tip - around), 4.6f);
        }
        return builder.Build();

        void Nail(Vector3 middle, Vector3 forward, float half) =>
            Tube(builder, left, nail, t => middle + forward * ((2 * t - 1) * half * 1.25f) + new Vector3(0, 0, 0.62f * half + 1),
                t => half * MathF.Sqrt(MathF.Max(0.02f, 1 - (2 * t - 1) * (2 * t - 1))) * 0.8f, tip: false);
    }

    private static void Tube(MeshBuilder builder, bool left, Material material, Func<float, Vector3> path, Func<float, float> radius,
        bool tip)
    {
        Vector3 Point(float u, float v) => TubeShape.Point(path, radius, tip, u, v, Vector3.Normalize(new Vector3(0.13f, 0.2f, 1)));
        // The left one is the mirror image, with u turned round so that the outside stays outside.
        builder.Sheet(Panel.None, Vector2.One, material, Around, Along,
            left ? (u, v) => Point(1 - u, v) * new Vector3(-1, 1, 1) : Point);
    }

    /// <summary>A quadratic Bézier curve.</summary>
    private static Vector3 Bent(Vector3 from, Vector3 by, Vector3 to, float t) =>
        Vector3.Lerp(Vector3.Lerp(from, by, t), Vector3.Lerp(by, to, t), t);
}
