using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>A lamp with a rectangular face on the ceiling, far above the tray.</summary>
/// <param name="Centre">Where its direction meets the plane one unit above: (0, 0) is straight above.</param>
/// <param name="Half">Half its sides, in the same plane.</param>
internal readonly record struct LightPanel(Vector2 Centre, Vector2 Half, float Radiance)
{
    public Vector3 Direction { get; } = Vector3.Normalize(new Vector3(Centre, 1));

    /// <summary>Light that it sends on a surface facing it.</summary>
    public float Power { get; } =
        Radiance * 4 * Half.X * Half.Y / MathF.Pow(1 + Centre.LengthSquared(), 1.5f) / MathF.PI;

    /// <summary>What a mirror of this blur shows of it.</summary>
    public float Reflected(Vector2 towards, float blur)
    {
        var x = Edge(MathF.Abs(towards.X - Centre.X), Half.X, blur);
        return x <= 0 ? 0 : Radiance * x * Edge(MathF.Abs(towards.Y - Centre.Y), Half.Y, blur);
    }

    private static float Edge(float distance, float half, float blur)
    {
        var t = Math.Clamp((half + blur - distance) / (2 * blur), 0, 1);
        return t * t * (3 - 2 * t) * MathF.Min(1, half / blur);
    }
}
