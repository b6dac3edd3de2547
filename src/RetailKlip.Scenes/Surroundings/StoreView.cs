namespace RetailKlip.Scenes;

/// <summary>An item in its surroundings, still without blur and noise.</summary>
/// <param name="Item">As it lies in the picture, whole.</param>
/// <param name="Above">What was laid over it afterwards.</param>
internal sealed record StoreView(Picture Picture, ItemLayer Item, IReadOnlyList<ItemLayer> Above)
{
    public float HiddenShare => Hidden(Picture, Item, Above);

    /// <summary>
    /// Share of the item's pixels in the picture that <paramref name="above"/> hides, 0 to 1; a pixel counts where it is at least half
    /// covered.
    /// </summary>
    public static float Hidden(Picture picture, ItemLayer item, IReadOnlyList<ItemLayer> above) => Share(picture, item, 1, (x, y) =>
    {
        foreach (var layer in above)
            if (layer.Covers(x, y))
                return true;
        return false;
    });

    /// <summary>About the same for one layer, by every <paramref name="rough"/>th pixel.</summary>
    /// <param name="above">Drawn for a picture so many times smaller.</param>
    /// <param name="dx">By how many pixels of the large picture it is moved to the right.</param>
    /// <param name="dy">And down.</param>
    public static float HiddenRoughly(Picture picture, ItemLayer item, ItemLayer above, int rough, int dx, int dy) =>
        Share(picture, item, rough, (x, y) =>
            above.Covers((int)MathF.Floor((float)(x - dx) / rough), (int)MathF.Floor((float)(y - dy) / rough)));

    private static float Share(Picture picture, ItemLayer item, int step, Func<int, int, bool> hides)
    {
        int own = 0, hidden = 0;
        int left = Math.Max(0, item.X), right = Math.Min(picture.Width, item.X + item.Width);
        for (var y = Math.Max(0, item.Y); y < Math.Min(picture.Height, item.Y + item.Height); y += step)
            for (var x = left; x < right; x += step)
            {
                if (!item.Covers(x, y))
                    continue;
                own++;
                if (hides(x, y))
                    hidden++;
            }
        return own == 0 ? 0 : (float)hidden / own;
    }
}
