using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Cuts single items from a view as a cropper would.</summary>
internal static class Framing
{
    /// <summary>The same view, cut to an item and its margins.</summary>
    /// <param name="longestSide">Of the new picture in pixels; null keeps the item's size.</param>
    /// <param name="margin">On each side, as a share of the item's box.</param>
    public static Viewpoint Of(PlacedModel model, Viewpoint view, int? longestSide, float margin, SeededRandom random)
    {
        var factor = 1f;
        var box = Bounds(model, view);
        if (longestSide is { } side)
            factor = side / (MathF.Max(box.Z, box.W) * (1 + 2 * margin));
        float marginX = box.Z * margin * factor, marginY = box.W * margin * factor;
        // A cropper never cuts quite the same.
        var slack = new Vector2(random.Between(-0.4f, 0.4f) * marginX, random.Between(-0.4f, 0.4f) * marginY);
        var origin = new Vector2(box.X * factor - marginX, box.Y * factor - marginY) + slack;
        int width = Math.Max(8, (int)MathF.Round(box.Z * factor + 2 * marginX)),
            height = Math.Max(8, (int)MathF.Round(box.W * factor + 2 * marginY));
        return view.Scaled(factor, origin, width, height);
    }

    /// <summary>Left, top, width and height of the outline in pixels.</summary>
    public static Vector4 Bounds(PlacedModel model, Viewpoint view)
    {
        Vector2 least = new(float.MaxValue), most = new(float.MinValue);
        foreach (var position in model.Positions)
        {
            var point = view.Project(position);
            least = Vector2.Min(least, new Vector2(point.X, point.Y));
            most = Vector2.Max(most, new Vector2(point.X, point.Y));
        }
        return new Vector4(least, most.X - least.X, most.Y - least.Y);
    }
}
