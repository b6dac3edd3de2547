namespace RetailKlip.Trainer;

/// <summary>A folder of product folders: each sub-folder is a product, each JPEG or PNG file in it a picture of it.</summary>
public static class ProductFolders
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    /// <exception cref="DirectoryNotFoundException"><paramref name="folder"/> does not exist.</exception>
    /// <exception cref="InvalidDataException">It holds no product folder with pictures.</exception>
    public static ProductDataset Read(string folder)
    {
        var products = new List<string>();
        var pictures = new List<TrainingPicture>();
        foreach (var product in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            var files = Directory.GetFiles(product)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .ToList();
            if (files.Count == 0)
                continue;
            pictures.AddRange(files.Select(file => new TrainingPicture(Path.GetFullPath(file), products.Count)));
            products.Add(Path.GetFileName(product));
        }
        return products.Count > 0
            ? new(products, pictures)
            : throw new InvalidDataException($"{folder} holds no product folders with JPEG or PNG pictures; name the folder above them.");
    }
}
