using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Reads a folder of product folders, each named by its sku and holding pictures.</summary>
internal static class ProductFolders
{
    /// <returns>By sku.</returns>
    /// <exception cref="RefusedException">The folder is missing or empty, a name is no sku, or a product has no picture.</exception>
    public static IReadOnlyList<ProductFolder> Read(string images)
    {
        if (!Directory.Exists(images))
            throw new RefusedException($"images folder {images} is missing: give a folder that holds one folder a product, named by sku");
        if (PictureFiles.In(images, below: false).FirstOrDefault() is { } stray)
            throw new RefusedException($"picture {stray} lies outside a product folder: move it into a folder named by its sku");
        var products = Directory.EnumerateDirectories(images)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
            .Select(folder => Read(images, folder))
            .OrderBy(product => product.Sku)
            .ToList();
        return products.Count > 0
            ? products
            : throw new RefusedException($"images folder {images} holds no product folder: make one a product, named by its sku");
    }

    private static ProductFolder Read(string images, string folder)
    {
        if (!Sku.TryParse(Path.GetFileName(folder), out var sku))
            throw new RefusedException(
                $"folder {folder} is not named by a sku: rename it, 1 to {Sku.MaxLength} characters without blanks at the ends");
        var pictures = PictureFiles.In(folder, below: true).Select(path => Path.GetRelativePath(images, path).Replace('\\', '/')).ToList();
        return pictures.Count > 0
            ? new ProductFolder(sku, pictures)
            : throw new RefusedException($"product folder {folder} holds no picture: add one ({PictureFiles.Kinds}), or remove the folder");
    }
}
