using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary>
/// The unseen-product test in small, on seen products that a run held out: settings and thresholds are chosen here, so that the
/// real protocols only report. No picture of those is used.
/// </summary>
public static class DevelopmentProtocol
{
    private const int UnknownsPerProduct = 12;

    /// <summary>
    /// Gallery: training pictures of the held-out products, evenly spread, or their studio pictures. Queries: their test
    /// pictures. Unknowns: test pictures of the products trained on.
    /// </summary>
    /// <param name="folder">The Grocery Store Dataset.</param>
    /// <param name="shots">Pictures enrolled of each product; 0 stands for the studio picture.</param>
    /// <returns>Paths relative to <c>dataset/</c>.</returns>
    public static IReadOnlyList<ProtocolLine> Lines(string folder, IReadOnlySet<string> heldOut, UnseenProducts unseen, int shots)
    {
        var images = Path.GetFullPath(Path.Combine(folder, "dataset"));
        var gallery = shots == 0 ? Read([], 1) : Read(["train.txt"], 0);
        var test = Read(["test.txt"], 0);
        var lines = new List<ProtocolLine>();
        foreach (var product in gallery.Products.Where(heldOut.Contains))
            Add(ProtocolRole.Gallery, gallery, product, Math.Max(1, shots));
        foreach (var product in test.Products.Where(heldOut.Contains))
            Add(ProtocolRole.Query, test, product, int.MaxValue);
        foreach (var product in test.Products.Where(product => !heldOut.Contains(product)))
            Add(ProtocolRole.Unknown, test, product, UnknownsPerProduct);
        return lines;

        ProductDataset Read(IReadOnlyList<string> lists, int studioCopies) => GroceryStore.Read(folder, lists, studioCopies, unseen);

        void Add(ProtocolRole role, ProductDataset from, string product, int most) => AddSpread(lines, images, role, from, product, most);
    }

    /// <summary>
    /// Two trials of thresholds, in which no query and no unknown shows a product trained on: one half of the held-out products is
    /// enrolled beside all that were trained on, the other half is unknown; then the other way round.
    /// </summary>
    /// <param name="shots">Pictures enrolled of each product.</param>
    /// <returns>Paths relative to <c>dataset/</c>; nothing where fewer than two products were held out.</returns>
    public static IReadOnlyList<IReadOnlyList<ProtocolLine>> Folds(
        string folder, IReadOnlySet<string> heldOut, UnseenProducts unseen, int shots)
    {
        var images = Path.GetFullPath(Path.Combine(folder, "dataset"));
        var gallery = GroceryStore.Read(folder, ["train.txt"], 0, unseen);
        var asked = GroceryStore.Read(folder, ["val.txt", "test.txt"], 0, unseen);
        // Neighbours in the list, often look-alikes, come into different halves.
        var halves = gallery.Products.Where(heldOut.Contains).Select((product, i) => (product, half: i % 2)).ToList();
        return halves.Count < 2 ? [] : [Fold(0), Fold(1)];

        List<ProtocolLine> Fold(int half)
        {
            var strangers = halves.Where(pair => pair.half != half).Select(pair => pair.product).ToHashSet(StringComparer.Ordinal);
            var lines = new List<ProtocolLine>();
            foreach (var product in gallery.Products.Where(product => !strangers.Contains(product)))
                Add(ProtocolRole.Gallery, gallery, product, shots);
            foreach (var (product, own) in halves)
                Add(own == half ? ProtocolRole.Query : ProtocolRole.Unknown, asked, product, int.MaxValue);
            return lines;

            void Add(ProtocolRole role, ProductDataset from, string product, int most) => AddSpread(lines, images, role, from, product, most);
        }
    }

    private static void AddSpread(
        List<ProtocolLine> lines, string images, ProtocolRole role, ProductDataset from, string product, int most)
    {
        foreach (var picture in from.Spread(product, most))
            lines.Add(new(lines.Count + 2, role, Sku.Parse(product), Path.GetRelativePath(images, picture.Path)));
    }
}
