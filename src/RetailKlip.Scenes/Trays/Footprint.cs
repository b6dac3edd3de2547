using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>The convex outline of an item in the picture.</summary>
internal sealed class Footprint
{
    private readonly Lazy<Vector2[]> _corners;

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
    }

    public Vector2 Least { get; }

    public Vector2 Most { get; }

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

        static float Cross(Vector2 a, Vector2 b, Vector2 c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
    }
}
