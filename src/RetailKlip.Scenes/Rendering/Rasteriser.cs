using System.Numerics;
using System.Runtime.Intrinsics;

namespace RetailKlip.Scenes;

/// <summary>
/// Draws placed models by filling triangles with a depth buffer. Cover and depth are kept for four samples a pixel, light
/// is worked out once a pixel and triangle. Plain arithmetic, so that a seed gives the same pixels everywhere. Keeps its
/// buffers; not for several threads at once.
/// </summary>
internal sealed class Rasteriser
{
    private const int Border = 2;

    // Of the four samples of a pixel, from its middle: upper left, upper right, lower left, lower right.
    private static readonly Vector4 SampleX = new(-0.25f, 0.25f, -0.25f, 0.25f);
    private static readonly Vector4 SampleY = new(-0.25f, -0.25f, 0.25f, 0.25f);

    private uint[] _colours = [];
    private float[] _nearness = [];
    private Vector3[] _projected = [];

    /// <param name="within">Pixels farther from the picture than this many of its sizes are left out, to save time; null: none are.</param>
    public ItemLayer Draw(PlacedModel model, Viewpoint view, Lighting light, int? within = null)
    {
        Project(model, view, out var least, out var most);
        if (within is { } sizes)
        {
            var size = new Vector2(view.Width, view.Height);
            least = Vector2.Clamp(least, -size * sizes, size * (sizes + 1));
            most = Vector2.Clamp(most, -size * sizes, size * (sizes + 1));
        }
        int left = (int)MathF.Floor(least.X) - Border, top = (int)MathF.Floor(least.Y) - Border;
        int width = (int)MathF.Ceiling(most.X) + Border - left, height = (int)MathF.Ceiling(most.Y) + Border - top;
        var samples = 4 * width * height;
        if (_colours.Length < samples)
        {
            _colours = new uint[samples];
            _nearness = new float[samples];
        }
        _colours.AsSpan(0, samples).Clear();
        _nearness.AsSpan(0, samples).Clear();
        for (var i = 0; i < model.Positions.Length; i++)
            _projected[i] -= new Vector3(left, top, 0);
        foreach (var run in model.Mesh.Parts)
            for (var i = run.FirstIndex; i < run.FirstIndex + run.IndexCount; i += 3)
                Fill(model, run, i, width, height, view.Eye, light);
        return new ItemLayer(left, top, width, height, Resolve(width, height));
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

    private void Fill(PlacedModel model, MeshPart part, int index, int width, int height, Vector3 eye, Lighting light)
    {
        int i0 = model.Mesh.Indices[index], i1 = model.Mesh.Indices[index + 1], i2 = model.Mesh.Indices[index + 2];
        Vector3 p0 = _projected[i0], p1 = _projected[i1], p2 = _projected[i2];
        // Seen from outside, u to the right and v down, the corners turn counter-clockwise: with y down that is a negative area.
        var area = (p1.X - p0.X) * (p2.Y - p0.Y) - (p2.X - p0.X) * (p1.Y - p0.Y);
        if (area > -1e-6f)
            return;
        int fromX = Math.Max(0, (int)(MathF.Min(p0.X, MathF.Min(p1.X, p2.X)) - 0.25f)),
            toX = Math.Min(width - 1, (int)(MathF.Max(p0.X, MathF.Max(p1.X, p2.X)) + 0.25f));
        int fromY = Math.Max(0, (int)(MathF.Min(p0.Y, MathF.Min(p1.Y, p2.Y)) - 0.25f)),
            toY = Math.Min(height - 1, (int)(MathF.Max(p0.Y, MathF.Max(p1.Y, p2.Y)) + 0.25f));

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
        // Weights of the first two corners are linear over the picture, and so is the reciprocal of the distance.
        var inverse = 1 / area;
        float right0 = (p1.Y - p2.Y) * inverse, right1 = (p2.Y - p0.Y) * inverse;
        float down0 = (p2.X - p1.X) * inverse, down1 = (p0.X - p2.X) * inverse;
        Vector4 spread0 = SampleX * right0 + SampleY * down0, spread1 = SampleX * right1 + SampleY * down1;
        for (var y = fromY; y <= toY; y++)
            for (var x = fromX; x <= toX; x++)
            {
                float dx = x + 0.5f - p2.X, dy = y + 0.5f - p2.Y;
                float middle0 = dx * right0 + dy * down0, middle1 = dx * right1 + dy * down1;
                var b0 = new Vector4(middle0) + spread0;
                var b1 = new Vector4(middle1) + spread1;
                var b2 = Vector4.One - b0 - b1;
                var least = Vector4.Min(b0, Vector4.Min(b1, b2)).AsVector128();
                var covered = Vector128.GreaterThanOrEqual(least, Vector128.Create(-1e-5f));
                if (covered == Vector128<float>.Zero)
                    continue;
                var nearness = (b0 * p0.Z + b1 * p1.Z + b2 * p2.Z).AsVector128();
                var at = 4 * (y * width + x);
                var before = Vector128.Create(_nearness.AsSpan(at, 4));
                var seen = covered & Vector128.GreaterThan(nearness, before);
                var samples = seen.ExtractMostSignificantBits();
                if (samples == 0)
                    continue;
                // In the pixel's middle, or where that lies outside, at the first sample inside.
                var first = BitOperations.TrailingZeroCount(samples);
                var inside = middle0 >= 0 && middle1 >= 0 && middle0 + middle1 <= 1;
                var colour = Vector128.Create(Light(inside ? middle0 : b0[first], inside ? middle1 : b1[first]));
                var colours = _colours.AsSpan(at, 4);
                Vector128.ConditionalSelect(seen, nearness, before).CopyTo(_nearness.AsSpan(at, 4));
                Vector128.ConditionalSelect(seen.AsUInt32(), colour, Vector128.Create((ReadOnlySpan<uint>)colours)).CopyTo(colours);
            }

        uint Light(float w0, float w1)
        {
            var w2 = (1 - w0 - w1) * p2.Z;
            w0 *= p0.Z;
            w1 *= p1.Z;
            var distance = 1 / (w0 + w1 + w2);
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
            return ToneCurve.Pack(Shade(part.Material, albedo, position, normal, eye, light));
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
    private byte[] Resolve(int width, int height)
    {
        var pixels = new byte[4 * width * height];
        for (var y = 1; y < height - 1; y++)
            for (var x = 1; x < width - 1; x++)
            {
                // Two channels at once, 16 bits apart: 64 × 255 fits.
                uint even = 0, odd = 0;
                var at = 4 * (y * width + x);
                Row(at - 4 * width, 2, 1, ref even, ref odd);
                Row(at, 0, 3, ref even, ref odd);
                Row(at, 2, 3, ref even, ref odd);
                Row(at + 4 * width, 0, 1, ref even, ref odd);
                pixels[at] = (byte)((even & 0xFFFF) + 32 >> 6);
                pixels[at + 1] = (byte)((odd & 0xFFFF) + 32 >> 6);
                pixels[at + 2] = (byte)((even >> 16) + 32 >> 6);
                pixels[at + 3] = (byte)((odd >> 16) + 32 >> 6);
            }
        return pixels;
    }

    /// <summary>One row of samples: the right one of the pixel before, both of this one, the left one of the next.</summary>
    private void Row(int pixel, int sample, uint weight, ref uint even, ref uint odd)
    {
        uint before = _colours[pixel + sample - 3], left = _colours[pixel + sample], right = _colours[pixel + sample + 1],
            after = _colours[pixel + sample + 4];
        even += ((before & 0xFF00FF) + 3 * ((left & 0xFF00FF) + (right & 0xFF00FF)) + (after & 0xFF00FF)) * weight;
        odd += ((before >> 8 & 0xFF00FF) + 3 * ((left >> 8 & 0xFF00FF) + (right >> 8 & 0xFF00FF)) + (after >> 8 & 0xFF00FF)) * weight;
    }
}
