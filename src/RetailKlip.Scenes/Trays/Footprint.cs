using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>The convex outline of an item in the picture.</summary>
internal sealed class Footprint
{
    private readonly Lazy<Vector2[]> _corners;
    private readonly Lazy<float> _area;

    /// <param name="model">Placed in the world.</param>
    public Footprint(PlacedModel model, Viewpoint view)
    {
        var points = new Vector2[model.Positions.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var point = view.Project(model.Positions[i]);
            points[i] = new Vector2(point.X, point.Y);
        }
        Least = points.Aggregate(Vector2.Min);
        Most = points.Aggregate(Vector2.Max);
        _corners = new Lazy<Vector2[]>(() => Hull(points));
        _area = new Lazy<float>(() => AreaOf(_corners.Value));
    }

    private Footprint(Footprint from, Vector2 by)
    {
        (Least, Most, _area) = (from.Least + by, from.Most + by, from._area);
        _corners = new Lazy<Vector2[]>(() => Array.ConvertAll(from._corners.Value, corner => corner + by));
    }

    public Vector2 Least { get; }

    public Vector2 Most { get; }

    /// <summary>Elsewhere in the picture, as if the camera were far away.</summary>
    public Footprint Moved(Vector2 by) => new(this, by);

    /// <summary>In square pixels.</summary>
    public float Area => _area.Value;

    /// <summary>What the two share, in square pixels (Sutherland and Hodgman's clipping).</summary>
    public float Shared(Footprint other)
    {
        if (ClearOf(other, 0))
            return 0;
        var rest = new List<Vector2>(_corners.Value);
        var frame = other._corners.Value;
        for (var i = 0; i < frame.Length && rest.Count > 0; i++)
        {
            Vector2 from = frame[i], to = frame[(i + 1) % frame.Length];
            var kept = new List<Vector2>(rest.Count + 1);
            for (var j = 0; j < rest.Count; j++)
            {
                Vector2 here = rest[j], next = rest[(j + 1) % rest.Count];
                float mine = Cross(from, to, here), theirs = Cross(from, to, next);
                if (mine >= 0)
                    kept.Add(here);
                if (mine > 0 != theirs > 0 && mine != theirs)
                    kept.Add(Vector2.Lerp(here, next, mine / (mine - theirs)));
            }
            rest = kept;
        }
        return AreaOf(rest);
    }

    /// <summary>Whether a straight line with this much room parts the two (theorem of the separating axis).</summary>
    /// <param name="gap">In pixels.</param>
    public bool ClearOf(Footprint other, float gap) =>
        Least.X > other.Most.X + gap || Least.Y > other.Most.Y + gap || other.Least.X > Most.X + gap || other.Least.Y > Most.Y + gap
        || Parts(_corners.Value, other._corners.Value, gap) || Parts(other._corners.Value, _corners.Value, gap);

    private static bool Parts(Vector2[] mine, Vector2[] theirs, float gap)
    {
        for (var i = 0; i < mine.Length; i++)
        {
            var edge = mine[(i + 1) % mine.Length] - mine[i];
            var outward = Vector2.Normalize(new Vector2(edge.Y, -edge.X));
            if (mine.Max(corner => Vector2.Dot(corner, outward)) + gap < theirs.Min(corner => Vector2.Dot(corner, outward)))
                return true;
        }
        return false;
    }

    /// <summary>Andrew's monotone chain.</summary>
    private static Vector2[] Hull(Vector2[] points)
    {
        Array.Sort(points, (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var hull = new List<Vector2>();
        Chain(points);
        Array.Reverse(points);
        Chain(points);
        return [.. hull];

        void Chain(Vector2[] sorted)
        {
            var first = hull.Count;
            foreach (var point in sorted)
            {
                while (hull.Count - first >= 2 && Cross(hull[^2], hull[^1], point) <= 1e-3f)
                    hull.RemoveAt(hull.Count - 1);
                hull.Add(point);
            }
            hull.RemoveAt(hull.Count - 1);
        }
    }

    private static float AreaOf(IReadOnlyList<Vector2> corners)
    {
        var twice = 0f;
        for (var i = 1; i + 1 < corners.Count; i++)
            twice += Cross(corners[0], corners[i], corners[i + 1]);
        return MathF.Abs(twice) / 2;
    }

    private static float Cross(Vector2 a, Vector2 b, Vector2 c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
