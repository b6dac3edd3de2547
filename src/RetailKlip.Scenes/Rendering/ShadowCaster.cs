using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>
/// Soft shadows on the tray: the outline is thrown from many points of both lamps and the ceiling, so that it is sharp
/// where the item touches and soft where it is high. Keeps its buffers; not for several threads at once.
/// </summary>
internal sealed class ShadowCaster
{
    /// <summary>Pixels to a shadow cell.</summary>
    private const int Cell = 3;

    private static readonly byte[] Remaining = [.. Enumerable.Range(0, 256).Select(i =>
        (byte)MathF.Round(255 * ToneCurve.ShadowFactor(1 - 0.9f * i / 255)))];

    private float[] _blocked = [];
    private Vector2[] _thrown = [];
    private (float From, float To)[] _spans = [];

    /// <param name="movable">Whether the layer may be moved in the picture; else only what falls into it is worked out.</param>
    public ShadowLayer Cast(PlacedModel model, Viewpoint view, Lighting light, bool movable = true)
    {
        var rays = Rays(light);
        Vector3[] corners = [.. Corners(model.Positions)];
        Vector2 least = new(float.MaxValue), most = new(float.MinValue);
        foreach (var (direction, _) in rays)
            foreach (var corner in corners)
            {
                var point = view.Project(Thrown(corner, direction));
                least = Vector2.Min(least, new Vector2(point.X, point.Y));
                most = Vector2.Max(most, new Vector2(point.X, point.Y));
            }
        int left = (int)MathF.Floor(least.X) - 2 * Cell, top = (int)MathF.Floor(least.Y) - 2 * Cell;
        int columns = ((int)most.X - left) / Cell + 4, rows = ((int)most.Y - top) / Cell + 4;
        if (_blocked.Length < columns * rows)
            _blocked = new float[columns * rows];
        _blocked.AsSpan(0, columns * rows).Clear();
        if (_spans.Length < rows)
            _spans = new (float, float)[rows];
        if (_thrown.Length < model.Positions.Length)
            _thrown = new Vector2[model.Positions.Length];

        foreach (var (direction, weight) in rays)
        {
            for (var i = 0; i < model.Positions.Length; i++)
            {
                var point = view.Project(Thrown(model.Positions[i], direction));
                _thrown[i] = new Vector2((point.X - left) / Cell, (point.Y - top) / Cell);
            }
            Block(model.Mesh.Indices, columns, rows, weight);
        }
        Blur(columns, rows);
        Blur(columns, rows);
        int fromX = 0, fromY = 0, toX = columns * Cell, toY = rows * Cell;
        if (!movable)
        {
            (fromX, toX) = (Math.Clamp(-left, 0, toX), Math.Clamp(view.Width - left, 0, toX));
            (fromY, toY) = (Math.Clamp(-top, 0, toY), Math.Clamp(view.Height - top, 0, toY));
        }
        var factors = Enlarge(columns, rows, fromX, fromY, toX, toY);
        return new ShadowLayer(left + fromX, top + fromY, toX - fromX, toY - fromY, factors);
    }

    /// <summary>Fills the outline row by row, from its leftmost to its rightmost edge.</summary>
    private void Block(int[] indices, int columns, int rows, float weight)
    {
        _spans.AsSpan(0, rows).Fill((float.MaxValue, float.MinValue));
        // Of the two triangles of a cell, one side down and one across: neighbours and closed sheets bring the others.
        for (var i = 0; i < indices.Length; i += 6)
        {
            var corner = _thrown[indices[i]];
            Edge(corner, _thrown[indices[i + 1]]);
            Edge(corner, _thrown[indices[i + 2]]);
        }
        for (var row = 0; row < rows; row++)
        {
            var (from, to) = _spans[row];
            if (from > to)
                continue;
            int first = (int)from, last = Math.Min(columns - 1, (int)to);
            var line = _blocked.AsSpan(row * columns, columns);
            for (var column = first; column <= last; column++)
                line[column] += weight * MathF.Min(1, MathF.Min(to - column, column + 1 - from));
        }

        void Edge(Vector2 a, Vector2 b)
        {
            if (a.Y > b.Y)
                (a, b) = (b, a);
            int first = (int)MathF.Ceiling(a.Y - 0.5f), last = (int)MathF.Floor(b.Y - 0.5f);
            var slope = first <= last ? (b.X - a.X) / (b.Y - a.Y) : 0;
            for (var row = first; row <= last; row++)
            {
                var x = a.X + (row + 0.5f - a.Y) * slope;
                ref var span = ref _spans[row];
                span = (MathF.Min(span.From, x), MathF.Max(span.To, x));
            }
        }
    }

    /// <summary>Weights 1 2 1 both ways: hides the steps between the rays.</summary>
    private void Blur(int columns, int rows)
    {
        Pass(rows, columns, columns, 1);
        Pass(columns, rows, 1, columns);

        void Pass(int lines, int length, int nextLine, int next)
        {
            for (var line = 0; line < lines; line++)
            {
                var at = line * nextLine;
                var before = _blocked[at];
                for (var i = 1; i + 1 < length; i++)
                {
                    at += next;
                    var here = _blocked[at];
                    _blocked[at] = 0.25f * (before + 2 * here + _blocked[at + next]);
                    before = here;
                }
            }
        }
    }

    private byte[] Enlarge(int columns, int rows, int fromX, int fromY, int toX, int toY)
    {
        var factors = new byte[(toX - fromX) * (toY - fromY)];
        var next = 0;
        for (var y = fromY; y < toY; y++)
        {
            var v = Math.Clamp((y + 0.5f) / Cell - 0.5f, 0, rows - 1.001f);
            var upper = (int)v * columns;
            v -= (int)v;
            for (var x = fromX; x < toX; x++)
            {
                var u = Math.Clamp((x + 0.5f) / Cell - 0.5f, 0, columns - 1.001f);
                var at = upper + (int)u;
                u -= (int)u;
                var above = _blocked[at] + (_blocked[at + 1] - _blocked[at]) * u;
                var below = _blocked[at + columns] + (_blocked[at + columns + 1] - _blocked[at + columns]) * u;
                factors[next++] = Remaining[(int)(255 * Math.Clamp(above + (below - above) * v, 0, 1))];
            }
        }
        return factors;
    }

    private static List<(Vector3 Direction, float Weight)> Rays(Lighting light)
    {
        var rays = new List<(Vector3, float)>();
        var total = light.Falling(Vector3.UnitZ);
        foreach (var (panel, count) in (ReadOnlySpan<(LightPanel, int)>)[(light.Key, 2), (light.Fill, 1)])
            for (var x = 0; x < count; x++)
                for (var y = 0; y < 2; y++)
                {
                    var place = panel.Centre + panel.Half * new Vector2((x + 0.5f) / count * 2 - 1, y - 0.5f);
                    rays.Add((new Vector3(place, 1), panel.Power * panel.Direction.Z / total / (count * 2)));
                }
        const int sky = 8;
        for (var i = 0; i < sky; i++)
        {
            var angle = i * 2.4f;
            var slope = 0.15f + (light.SkySpread - 0.15f) * i / sky;
            rays.Add((new Vector3(MathF.Cos(angle) * slope, MathF.Sin(angle) * slope, 1), light.Sky / total / sky));
        }
        return rays;
    }

    private static Vector3 Thrown(Vector3 point, Vector3 direction) =>
        new(point.X - point.Z * direction.X, point.Y - point.Z * direction.Y, 0);

    private static IEnumerable<Vector3> Corners(Vector3[] points)
    {
        Vector3 least = points[0], most = points[0];
        foreach (var point in points)
        {
            least = Vector3.Min(least, point);
            most = Vector3.Max(most, point);
        }
        for (var i = 0; i < 8; i++)
            yield return new Vector3((i & 1) == 0 ? least.X : most.X, (i & 2) == 0 ? least.Y : most.Y, (i & 4) == 0 ? least.Z : most.Z);
    }
}
