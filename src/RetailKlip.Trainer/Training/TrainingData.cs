using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary>The data of a recipe: what is trained on, what is validated on, and the seen products held out of both.</summary>
/// <param name="HeldOut">Names of the held-out products of the Grocery Store Dataset.</param>
/// <param name="Unseen">Null where no Grocery Store data is used.</param>
public sealed record TrainingData(ProductDataset Training, IReadOnlyList<string> HeldOut, UnseenProducts? Unseen)
{
    private static readonly string[] GroceryLists = ["train.txt", "val.txt", "test.txt"];

    /// <summary>
    /// Gallery and queries of products that are not trained on, their paths absolute: those kept out by
    /// <see cref="DataOptions.ValidationEvery"/> and the manifests' own, or, where there are none, the held-out ones. Empty where
    /// no product is kept out.
    /// </summary>
    public IReadOnlyList<ProtocolLine> Validation { get; init; } = [];

    /// <summary>
    /// Absolute paths of all pictures to test with, of which no copy may be trained on: the validation pictures, every picture of
    /// the Grocery Store Dataset's lists that is not trained on, and those of the unseen-product protocols.
    /// </summary>
    public IReadOnlyList<string> KeptOut { get; init; } = [];

    /// <summary>Absolute paths of the kept-out pictures that cannot be read; what measures leaves them out.</summary>
    public IReadOnlySet<string> Broken { get; init; } = new HashSet<string>();

    /// <param name="run">The run's folder, which keeps what is drawn.</param>
    /// <exception cref="InvalidDataException">
    /// A product or picture of the unseen-product test found its way in, a product is trained and validated on, or a source is
    /// not of its form.
    /// </exception>
    public static TrainingData Read(DataOptions options, string run)
    {
        var training = new ProductDataset([], []);
        var validation = new List<ProductDataset>();
        UnseenProducts? unseen = null;
        ProductDataset? heldOut = null;
        var keptOut = new HashSet<string>(StringComparer.Ordinal);
        if (options.GroceryStore is { } grocery)
        {
            var folder = Environment.ExpandEnvironmentVariables(grocery);
            unseen = UnseenProducts.Read(Path.Combine(folder, "protocols"), Path.Combine(folder, "dataset"));
            var (seen, _) = Divide(GroceryStore.Read(folder, options.Lists, options.StudioCopies, unseen), options.HoldOutEvery);
            (var listed, heldOut) = Divide(GroceryStore.Read(folder, options.Lists, studioCopies: 0, unseen), options.HoldOutEvery);
            Join(seen.Recoloured(options.Recolourings), listed);
            keptOut.UnionWith(GroceryStore.Read(folder, GroceryLists, studioCopies: 1, unseen).Pictures.Select(picture => picture.Path));
            keptOut.UnionWith(unseen.Pictures);
            keptOut.ExceptWith(training.Pictures.Select(picture => picture.Path));
        }
        foreach (var folder in options.Folders)
            JoinAll(ProductFolders.Read(Environment.ExpandEnvironmentVariables(folder)));
        foreach (var manifest in options.Manifests)
        {
            var read = ProductManifest.Read(Environment.ExpandEnvironmentVariables(manifest));
            JoinAll(read.Training);
            validation.Add(read.Validation);
        }
        if (options.Drawn is { } drawn)
            JoinAll(DrawnProducts.Draw(Path.Combine(run, "drawn"), drawn, DrawnProducts.TrainingVarieties));
        unseen?.EnsureAbsentFrom(training);
        if (training.Pictures.Count == 0)
            throw new InvalidDataException(
                "The recipe names no pictures to train on: set data.groceryStore, data.folders, data.manifests or data.drawn.");
        if (validation.All(source => source.Products.Count == 0) && heldOut is not null)
            validation.Add(heldOut);

        var lines = ValidationLines(validation, options.ValidationShots);
        if (lines.FirstOrDefault(line => training.Products.Contains(line.Product.Value)) is { } both)
            throw new InvalidDataException(
                $"Product '{both.Product}' is trained on, but {both.Path} is to validate on it: take it out of one of the two.");
        keptOut.UnionWith(lines.Select(line => line.Path));
        return new(training, heldOut?.Products ?? [], unseen) { Validation = lines, KeptOut = [.. keptOut.Order(StringComparer.Ordinal)] };

        void JoinAll(ProductDataset source) => Join(source, source);

        void Join(ProductDataset toTrainOn, ProductDataset toValidateOn)
        {
            training = training.With(Divide(toTrainOn, options.ValidationEvery).Kept);
            validation.Add(Divide(toValidateOn, options.ValidationEvery).HeldOut);
        }
    }

    /// <summary>Every n-th product, beginning with the n-th; none for 0.</summary>
    public static IReadOnlyList<string> HeldOutOf(IReadOnlyList<string> products, int every) =>
        every > 0 ? [.. products.Where((_, i) => i % every == every - 1)] : [];

    /// <summary>The same data without validation on pictures that cannot be read.</summary>
    public TrainingData WithoutBroken(IEnumerable<string> broken)
    {
        var gone = broken.ToHashSet(StringComparer.Ordinal);
        var readable = Validation.Where(line => !gone.Contains(line.Path)).ToList();
        var enrolled = readable.Where(line => line.Role == ProtocolRole.Gallery).Select(line => line.Product).ToHashSet();
        readable.RemoveAll(line => !enrolled.Contains(line.Product));
        return this with
        {
            Validation = readable.Any(line => line.Role == ProtocolRole.Query) ? readable : [],
            KeptOut = [.. KeptOut.Where(path => !gone.Contains(path))],
            Broken = gone,
        };
    }

    /// <summary>The lines whose pictures can be read.</summary>
    /// <param name="images">The folder that the lines' paths are relative to.</param>
    public IReadOnlyList<ProtocolLine> Readable(IEnumerable<ProtocolLine> lines, string images) =>
        [.. lines.Where(line => !Broken.Contains(Path.GetFullPath(Path.Combine(images, line.Path))))];

    private static (ProductDataset Kept, ProductDataset HeldOut) Divide(ProductDataset dataset, int every)
    {
        var heldOut = HeldOutOf(dataset.Products, every).ToHashSet(StringComparer.Ordinal);
        var kept = dataset.Products.Except(heldOut, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return (dataset.Without(heldOut), dataset.Without(kept));
    }

    private static List<ProtocolLine> ValidationLines(IEnumerable<ProductDataset> sources, int shots)
    {
        var lines = new List<ProtocolLine>();
        foreach (var source in sources)
            foreach (var pictures in source.Pictures.DistinctBy(picture => picture.Path).GroupBy(picture => picture.Product))
            {
                if (!Sku.TryParse(source.Products[pictures.Key], out var product))
                    throw new InvalidDataException($"'{source.Products[pictures.Key]}' of {pictures.First().Path} is not a product to "
                        + $"validate on: 1 to {Sku.MaxLength} characters without blanks at the ends are expected.");
                var enrolled = Math.Max(1, Math.Min(shots, pictures.Count() - 1));
                lines.AddRange(pictures.Select((picture, i) => new ProtocolLine(
                    lines.Count + i + 2, i < enrolled ? ProtocolRole.Gallery : ProtocolRole.Query, product, picture.Path)));
            }
        return lines.Count == 0 || lines.Any(line => line.Role == ProtocolRole.Query)
            ? lines
            : throw new InvalidDataException(
                "No product to validate on has two pictures, one to enrol and one to ask: add some, or set data.validationEvery to 0.");
    }
}
