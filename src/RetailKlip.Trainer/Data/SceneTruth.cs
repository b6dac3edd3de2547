using RetailKlip.Scenes;

namespace RetailKlip.Trainer;

/// <summary>What really lies on the tray of a drawn scene, as the JSON file beside its picture says it.</summary>
/// <param name="Picture">Name of the picture's file.</param>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Items">Each physical thing.</param>
/// <param name="Counts">How many there are of each product, by sku.</param>
public sealed record SceneTruth(
    string Picture, int Width, int Height, IReadOnlyList<SceneTruth.Item> Items, IReadOnlyDictionary<string, int> Counts)
{
    public static SceneTruth Of(string picture, int width, int height, IEnumerable<TrueItem> items)
    {
        var all = items.Select(item => new Item(item.Sku.Value, item.Box.X, item.Box.Y, item.Box.Width, item.Box.Height)).ToList();
        var counts = new SortedDictionary<string, int>(all.CountBy(item => item.Sku).ToDictionary(), StringComparer.Ordinal);
        return new(picture, width, height, all, counts);
    }

    /// <summary>An item's tight box without its shadow, in pixels from the top left.</summary>
    public sealed record Item(string Sku, int X, int Y, int Width, int Height);
}
