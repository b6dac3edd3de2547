namespace RetailKlip.Trainer;

/// <summary>The data of a recipe: what is trained on, and the seen products held out of it.</summary>
/// <param name="HeldOut">Names of the held-out products.</param>
/// <param name="Unseen">Null where no Grocery Store data is used.</param>
public sealed record TrainingData(ProductDataset Training, IReadOnlyList<string> HeldOut, UnseenProducts? Unseen)
{
    /// <param name="run">The run's folder, which keeps what is drawn.</param>
    /// <exception cref="InvalidDataException">A product or picture of the unseen-product test found its way in.</exception>
    public static TrainingData Read(DataOptions options, string run)
    {
        var dataset = new ProductDataset([], []);
        UnseenProducts? unseen = null;
        IReadOnlyList<string> heldOut = [];
        if (options.GroceryStore is { } grocery)
        {
            var folder = Environment.ExpandEnvironmentVariables(grocery);
            unseen = UnseenProducts.Read(Path.Combine(folder, "protocols"), Path.Combine(folder, "dataset"));
            dataset = GroceryStore.Read(folder, options.Lists, options.StudioCopies, unseen);
            heldOut = HeldOutOf(dataset.Products, options.HoldOutEvery);
            dataset = dataset.Without(heldOut.ToHashSet(StringComparer.Ordinal));
            dataset = dataset.Recoloured(options.Recolourings);
        }
        foreach (var folder in options.Folders)
            dataset = dataset.With(ProductFolders.Read(Environment.ExpandEnvironmentVariables(folder)));
        if (options.Drawn is { } drawn)
            dataset = dataset.With(DrawnProducts.Draw(Path.Combine(run, "drawn"), drawn, DrawnProducts.TrainingVarieties));
        unseen?.EnsureAbsentFrom(dataset);
        return dataset.Pictures.Count > 0
            ? new(dataset, heldOut, unseen)
            : throw new InvalidDataException("The recipe names no pictures: set data.groceryStore, data.folders or data.drawn.");
    }

    /// <summary>Every n-th product, beginning with the n-th; none for 0.</summary>
    public static IReadOnlyList<string> HeldOutOf(IReadOnlyList<string> products, int every) =>
        every > 0 ? [.. products.Where((_, i) => i % every == every - 1)] : [];
}
