using System.Collections.Immutable;

namespace RetailKlip.Trainer;

/// <summary>
/// What no stage of training may see, not even without labels: the products of <c>unseen-products.txt</c>, and every
/// picture that a protocol file beside it lists in any role.
/// </summary>
public sealed class UnseenProducts
{
    private UnseenProducts(ImmutableHashSet<string> names, ImmutableHashSet<string> pictures)
    {
        Names = names;
        Pictures = pictures;
    }

    public ImmutableHashSet<string> Names { get; }

    /// <summary>Absolute paths of the pictures that a protocol lists.</summary>
    public ImmutableHashSet<string> Pictures { get; }

    /// <param name="protocols">Folder with <c>unseen-products.txt</c> and protocol files (<c>*.tsv</c>).</param>
    /// <param name="images">The folder that the protocols' paths are relative to.</param>
    public static UnseenProducts Read(string protocols, string images)
    {
        var list = Path.Combine(protocols, "unseen-products.txt");
        if (!File.Exists(list))
            throw new FileNotFoundException($"{list} is missing; without it nothing keeps the unseen products out of training.", list);
        var pictures = Directory.GetFiles(protocols, "*.tsv")
            .SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(line => line.Split('\t'))
            .Where(cells => cells.Length == 3)
            .Select(cells => Path.GetFullPath(Path.Combine(images, cells[2].TrimStart('/'))));
        return new(
            [.. File.ReadLines(list).Select(line => line.Trim()).Where(line => line.Length > 0)],
            pictures.ToImmutableHashSet(StringComparer.Ordinal));
    }

    public bool Lists(string path) => Pictures.Contains(Path.GetFullPath(path));

    /// <exception cref="InvalidDataException">The data set holds an unseen product or a picture of a protocol.</exception>
    public void EnsureAbsentFrom(ProductDataset dataset)
    {
        if (dataset.Products.FirstOrDefault(Names.Contains) is { } product)
            throw new InvalidDataException($"Product '{product}' is an unseen product and must not be trained on; take it out.");
        foreach (var picture in dataset.Pictures)
        {
            if (Lists(picture.Path))
                throw new InvalidDataException(
                    $"{picture.Path} is of an unseen-product protocol and must not be trained on; take it out.");
            if (Names.FirstOrDefault(name => picture.Path.Contains($"/{name}/", StringComparison.Ordinal)) is { } name)
                throw new InvalidDataException($"{picture.Path} lies in a folder of the unseen product '{name}'; take it out of the data.");
        }
    }
}
