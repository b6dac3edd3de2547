using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// Draws placed models by filling triangles with a depth buffer, four samples a pixel, lit at every sample. Plain
/// arithmetic, so that a seed gives the same pixels everywhere. Keeps its buffers; not for several threads at once.
/// </summary>
internal sealed class Rasteriser
{
    /// <summary>Samples across and down a pixel.</summary>
    private const int Samples = 2;

    private const int Border = 2;

    private uint[] _colours = [];
    private float[] _nearness = [];
    private Vector3[] _projected = [];

    public ItemLayer Draw(PlacedModel model, Viewpoint view, Lighting light)
    {
        Project(model, view, out var least, out var most);
        int left = (int)MathF.Floor(least.X) - Border, top = (int)MathF.Floor(least.Y) - Border;
        int width = (int)MathF.Ceiling(most.X) + Border - left, height = (int)MathF.Ceiling(most.Y) + Border - top;
        var target = new Target(width * Samples, height * Samples);
        if (_colours.Length < target.Width * target.Height)
        {
            _colours = new uint[target.Width * target.Height];
            _nearness = new float[_colours.Length];
        }
        _colours.AsSpan(0, target.Width * target.Height).Clear();
        _nearness.AsSpan(0, target.Width * target.Height).Clear();
        for (var i = 0; i < model.Positions.Length; i++)
            _projected[i] = new Vector3((_projected[i].X - left) * Samples, (_projected[i].Y - top) * Samples, _projected[i].Z);

        foreach (var run in model.Mesh.Parts)
            for (var i = run.FirstIndex; i < run.FirstIndex + run.IndexCount; i += 3)
                Fill(model, run, i, target, view.Eye, light);
        return new ItemLayer(left, top, width, height, Resolve(target, width, height));
    }

    private void Project(PlacedModel model, Viewpoint view, out Vector2 least, out Vector2 most)
    {
        if (_projected.Length < model.Positions.Length)
            _projected = new Vector3[model.Positions.Length];
        least = new Vector2(float.MaxValue);
        most = new Vector2(float.MinValue);
        for (var i = 0; i < model.Positions.Length; i++)
        {
            var point = _projected[i] = view.Project(model.Positions[i]);
            least = Vector2.Min(least, new Vector2(point.X, point.Y));
            most = Vector2.Max(most, new Vector2(point.X, point.Y));
        }
    }

    private void Fill(PlacedModel model, MeshPart part, int index, Target target, Vector3 eye, Lighting light)
    {
        int i0 = model.Mesh.Indices[index], i1 = model.Mesh.Indices[index + 1], i2 = model.Mesh.Indices[index + 2];
        Vector3 p0 = _projected[i0], p1 = _projected[i1], p2 = _projected[i2];
        // Seen from outside, u to the right and v down, the corners turn counter-clockwise: with y down that is a negative area.
        var area = (p1.X - p0.X) * (p2.Y - p0.Y) - (p2.X - p0.X) * (p1.Y - p0.Y);
        if (area > -1e-6f)
            return;
        var fromX = Math.Max(0, (int)MathF.Ceiling(MathF.Min(p0.X, MathF.Min(p1.X, p2.X)) - 0.5f));
        var toX = Math.Min(target.Width - 1, (int)MathF.Floor(MathF.Max(p0.X, MathF.Max(p1.X, p2.X)) - 0.5f));
        var fromY = Math.Max(0, (int)MathF.Ceiling(MathF.Min(p0.Y, MathF.Min(p1.Y, p2.Y)) - 0.5f));
        var toY = Math.Min(target.Height - 1, (int)MathF.Floor(MathF.Max(p0.Y, MathF.Max(p1.Y, p2.Y)) - 0.5f));
        if (fromX > toX || fromY > toY)
            return;

        Vertex v0 = model.Mesh.Vertices[i0], v1 = model.Mesh.Vertices[i1], v2 = model.Mesh.Vertices[i2];
        var texture = model.Labels?.Of(part);
        var level = 0;
        if (texture is not null)
        {
            var size = new Vector2(texture.Width, texture.Height);
            Vector2 along = (v1.Uv - v0.Uv) * size, across = (v2.Uv - v0.Uv) * size;
            level = texture.LevelFor(MathF.Sqrt(MathF.Abs(along.X * across.Y - along.Y * across.X) / -area));
        }
        var inverse = 1 / area;
        float step0 = (p1.Y - p2.Y) * inverse, step1 = (p2.Y - p0.Y) * inverse;
        for (var y = fromY; y <= toY; y++)
        {
            float sampleX = fromX + 0.5f, sampleY = y + 0.5f;
            var b0 = ((p2.X - p1.X) * (sampleY - p1.Y) - (p2.Y - p1.Y) * (sampleX - p1.X)) * inverse;
            var b1 = ((p0.X - p2.X) * (sampleY - p2.Y) - (p0.Y - p2.Y) * (sampleX - p2.X)) * inverse;
            for (var x = fromX; x <= toX; x++, b0 += step0, b1 += step1)
            {
                var b2 = 1 - b0 - b1;
                if (b0 < -1e-5f || b1 < -1e-5f || b2 < -1e-5f)
                    continue;
                float w0 = b0 * p0.Z, w1 = b1 * p1.Z, w2 = b2 * p2.Z;
                var nearness = w0 + w1 + w2;
                var at = y * target.Width + x;
                if (nearness <= _nearness[at])
                    continue;
                _nearness[at] = nearness;
                var distance = 1 / nearness;
                w0 *= distance;
                w1 *= distance;
                w2 *= distance;
                var position = model.Positions[i0] * w0 + model.Positions[i1] * w1 + model.Positions[i2] * w2;
                var normal = Vector3.Normalize(model.Normals[i0] * w0 + model.Normals[i1] * w1 + model.Normals[i2] * w2);
                var albedo = part.Material.Albedo;
                if (texture is not null)
                {
                    var uv = v0.Uv * w0 + v1.Uv * w1 + v2.Uv * w2;
                    albedo = texture.Sample(uv.X, uv.Y, level);
                }
                _colours[at] = ToneCurve.Pack(Shade(part.Material, albedo, position, normal, eye, light));
            }
        }
    }

    /// <summary>Lambert under the room's light, Schlick's Fresnel mirror of lamps and ceiling over it.</summary>
    private static Vector3 Shade(Material material, Vector3 albedo, Vector3 position, Vector3 normal, Vector3 eye, Lighting light)
    {
        var toEye = Vector3.Normalize(eye - position);
        var facing = MathF.Max(0.02f, Vector3.Dot(normal, toEye));
        var grazing = 1 - facing;
        var fresnel = grazing * grazing;
        fresnel *= fresnel * grazing;

        // Near the tray less of the room is seen, and what is seen is the tray.
        var open = Math.Clamp(position.Z / 28 + 0.35f, 0, 1);
        var occlusion = normal.Z > 0.9f ? 1 : 0.45f + 0.55f * open;
        var mirror = light.Mirrored(2 * facing * normal - toEye, material.Roughness) * occlusion;
        if (material.Glass > 0)
            albedo *= 1 - 0.65f * material.Glass * grazing * grazing;
        var diffuse = albedo * (light.Falling(normal) * occlusion * (1 - 0.82f * material.Metal));
        var base0 = 0.04f * (1 - material.Metal);
        var reflectance = new Vector3(base0) + albedo * material.Metal;
        reflectance += (Vector3.One - reflectance) * (fresnel * (1 - 0.8f * material.Roughness));
        return (diffuse * (1 - base0) + reflectance * mirror) * light.Gain;
    }

    /// <summary>Samples to pixels through the weights 1 3 3 1 both ways: as soft as a small lens.</summary>
    private byte[] Resolve(Target target, int width, int height)
    {
        var pixels = new byte[4 * width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                // Two channels at once, 16 bits apart: 64 × 255 fits.
                uint even = 0, odd = 0;
                for (var dy = -1; dy <= 2; dy++)
                {
                    var row = y * Samples + dy;
                    if ((uint)row >= (uint)target.Height)
                        continue;
                    var weightY = dy is 0 or 1 ? 3u : 1u;
                    for (var dx = -1; dx <= 2; dx++)
                    {
                        var column = x * Samples + dx;
                        if ((uint)column >= (uint)target.Width)
                            continue;
                        var colour = _colours[row * target.Width + column];
                        var weight = weightY * (dx is 0 or 1 ? 3u : 1u);
                        even += (colour & 0xFF00FF) * weight;
                        odd += (colour >> 8 & 0xFF00FF) * weight;
                    }
                }
                var at = 4 * (y * width + x);
                pixels[at] = (byte)((even & 0xFFFF) + 32 >> 6);
                pixels[at + 1] = (byte)((odd & 0xFFFF) + 32 >> 6);
                pixels[at + 2] = (byte)((even >> 16) + 32 >> 6);
                pixels[at + 3] = (byte)((odd >> 16) + 32 >> 6);
            }
        return pixels;
    }

    private readonly record struct Target(int Width, int Height);
}
