using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary>
/// The seen products of the Grocery Store Dataset as a study uses them: pictures to learn and enrol from, and test pictures, by
/// product.
/// </summary>
public sealed class StudyPictures
{
    private readonly ProductDataset _training;
    private readonly ProductDataset _test;
    private readonly string _images;

    /// <param name="options">Its lists are what is learnt and enrolled from; <c>test.txt</c> must not be one of them.</param>
    /// <exception cref="InvalidDataException">The test's pictures are among those to learn from.</exception>
    public StudyPictures(DataOptions options)
    {
        const string Test = "test.txt";
        if (options.Lists.Contains(Test))
            throw new InvalidDataException($"A study is tested on {Test}; take it out of data.lists.");
        var folder = Environment.ExpandEnvironmentVariables(options.GroceryStore!);
        _images = Path.GetFullPath(Path.Combine(folder, "dataset"));
        var unseen = UnseenProducts.Read(Path.Combine(folder, "protocols"), _images);
        _training = GroceryStore.Read(folder, options.Lists, options.StudioCopies, unseen);
        _test = GroceryStore.Read(folder, [Test], 0, unseen);
        var heldOut = TrainingData.HeldOutOf(_training.Products, options.HoldOutEvery);
        New = [.. heldOut];
        Known = [.. _training.Products.Except(heldOut, StringComparer.Ordinal)];
    }

    /// <summary>The folder that all paths are relative to.</summary>
    public string Images => _images;

    /// <summary>Products that the fine-tuning learns.</summary>
    public IReadOnlyList<string> Known { get; }

    /// <summary>Products that it never sees.</summary>
    public IReadOnlyList<string> New { get; }

    public IReadOnlyList<string> All => [.. Known, .. New];

    /// <summary>What there is to learn of some products, in that order.</summary>
    public ProductDataset Training(IReadOnlyList<string> products)
    {
        var index = products.Select((product, i) => (product, i))
            .ToDictionary(pair => pair.product, pair => pair.i, StringComparer.Ordinal);
        return new(products, [.. _training.Pictures.Where(picture => index.ContainsKey(_training.Products[picture.Product]))
            .Select(picture => picture with { Product = index[_training.Products[picture.Product]] })]);
    }

    /// <param name="shots">Pictures of each product, evenly spread; fewer where it has fewer. Null for all.</param>
    public IReadOnlyList<ProtocolLine> Gallery(IEnumerable<string> products, int? shots) =>
        Lines(ProtocolRole.Gallery, _training, products, shots);

    public IReadOnlyList<ProtocolLine> Queries(IEnumerable<string> products) => Lines(ProtocolRole.Query, _test, products, null);

    private List<ProtocolLine> Lines(ProtocolRole role, ProductDataset dataset, IEnumerable<string> products, int? shots)
    {
        var lines = new List<ProtocolLine>();
        foreach (var product in products)
            foreach (var picture in dataset.Spread(product, shots ?? int.MaxValue))
                lines.Add(new(lines.Count + 2, role, Sku.Parse(product), Path.GetRelativePath(_images, picture.Path)));
        return lines;
    }
}
