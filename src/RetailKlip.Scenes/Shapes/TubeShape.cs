using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Round limbs along a path: fingers, wrists.</summary>
internal static class TubeShape
{
    /// <summary>A point of a <see cref="MeshBuilder.Sheet"/> over (u, v); v runs from the tip back to the root.</summary>
    /// <param name="path">Over [0, 1] from the root to the tip; nowhere along <paramref name="aside"/>.</param>
    /// <param name="radius">Over the same.</param>
    /// <param name="tip">Ends round.</param>
    /// <param name="aside">Where u = 0.5 looks; null: along z.</param>
    public static Vector3 Point(
        Func<float, Vector3> path, Func<float, float> radius, bool tip, float u, float v, Vector3? aside = null)
    {
        var angle = (u - 0.5f) * MathF.Tau;
        var t = 1 - v;
        var forward = Vector3.Normalize(path(MathF.Min(1, t + 0.02f)) - path(MathF.Max(0, t - 0.02f)));
        var across = Vector3.Normalize(Vector3.Cross(forward, aside ?? Vector3.UnitZ));
        var upward = Vector3.Cross(across, forward);
        var r = radius(t) * (tip ? MathF.Sqrt(MathF.Max(0.0004f, 1 - MathF.Pow(MathF.Max(0, (t - 0.86f) / 0.14f), 2))) : 1);
        return path(t) + across * (MathF.Sin(angle) * r) + upward * (MathF.Cos(angle) * r * 0.94f);
    }
}
