using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Puts a mesh together from curved sheets.</summary>
internal sealed class MeshBuilder
{
    private const float Step = 1e-3f;

    private readonly List<Vertex> _vertices = [];
    private readonly List<int> _indices = [];
    private readonly List<MeshPart> _parts = [];

    /// <summary>
    /// A sheet over (u, v) in [0, 1]², with u to the right and v down for who looks at its outside; normals follow from the sheet itself.
    /// </summary>
    /// <param name="us">Grid lines across, rising from 0 to 1.</param>
    /// <param name="vs">Grid lines down, rising from 0 to 1.</param>
    /// <param name="uv">Place on the printed panel; null: (u, v).</param>
    public MeshBuilder Sheet(Panel panel, Vector2 panelSize, Material material, ReadOnlySpan<float> us, ReadOnlySpan<float> vs,
        Func<float, float, Vector3> point, Func<float, float, Vector2>? uv = null)
    {
        var first = _vertices.Count;
        var firstIndex = _indices.Count;
        foreach (var v in vs)
            foreach (var u in us)
                _vertices.Add(new Vertex(point(u, v), Normal(point, u, v), uv?.Invoke(u, v) ?? new Vector2(u, v)));
        for (var row = 0; row + 1 < vs.Length; row++)
            for (var column = 0; column + 1 < us.Length; column++)
            {
                var corner = first + row * us.Length + column;
                _indices.AddRange([corner, corner + us.Length, corner + 1, corner + 1, corner + us.Length, corner + us.Length + 1]);
            }
        _parts.Add(new MeshPart(panel, panelSize, material, firstIndex, _indices.Count - firstIndex));
        return this;
    }

    public Mesh Build() => new([.. _vertices], [.. _indices], [.. _parts]);

    /// <summary>Grid lines at equal distances.</summary>
    public static float[] Even(int cells) => [.. Enumerable.Range(0, cells + 1).Select(i => (float)i / cells)];

    private static Vector3 Normal(Func<float, float, Vector3> point, float u, float v)
    {
        float u0 = MathF.Max(0, u - Step), u1 = MathF.Min(1, u + Step), v0 = MathF.Max(0, v - Step), v1 = MathF.Min(1, v + Step);
        var normal = Vector3.Cross(point(u, v1) - point(u, v0), point(u1, v) - point(u0, v));
        if (normal.LengthSquared() < 1e-14f)
        {
            // A pole: look a little further in.
            u = Math.Clamp(u, 0.02f, 0.98f);
            v = Math.Clamp(v, 0.02f, 0.98f);
            normal = Vector3.Cross(point(u, v + Step) - point(u, v - Step), point(u + Step, v) - point(u - Step, v));
        }
        return normal.LengthSquared() > 0 ? Vector3.Normalize(normal) : Vector3.UnitZ;
    }
}
