using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary>
/// Pictures and their products in a file: tab-separated UTF-8 with the header <c>path product</c> or <c>path product split</c>.
/// Paths are relative to the file's folder. The split is <c>train</c>, <c>validation</c> (a product to validate on, none of
/// whose pictures is trained on) or <c>ignored</c>; without that column all is <c>train</c>.
/// </summary>
/// <param name="Training">What is trained on.</param>
/// <param name="Validation">What is validated on; shares no product with <paramref name="Training"/>.</param>
public sealed record ProductManifest(ProductDataset Training, ProductDataset Validation)
{
    private const string Header = "path\tproduct";

    /// <exception cref="InvalidDataException">A line breaks a rule; names file, line and remedy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ProductManifest Read(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var firstLines = new Dictionary<string, (string Split, int Line)>(StringComparer.Ordinal);
        var productOf = new Dictionary<string, (string Product, int Line)>(StringComparer.Ordinal);
        var splits = new Dictionary<string, List<(string Product, string Picture)>>(StringComparer.Ordinal)
        {
            ["train"] = [],
            ["validation"] = [],
            ["ignored"] = [],
        };
        var hasSplit = false;
        var number = 0;
        foreach (var text in Utf8Lines.Read(path, Fault))
        {
            number++;
            if (number == 1)
            {
                hasSplit = text == Header + "\tsplit";
                if (!hasSplit && text != Header)
                    throw Fault(1, $"the header is '{text}', but 'path product' or 'path product split', separated by tabs, is expected");
            }
            else if (text.Length > 0)
            {
                Add(text.Split('\t'));
            }
        }
        return splits["train"].Count + splits["validation"].Count > 0
            ? new(Dataset("train"), Dataset("validation"))
            : throw Fault(Math.Max(1, number), "there is no picture to train or validate on: write the header and one line a picture");

        void Add(string[] fields)
        {
            if (fields.Length != (hasSplit ? 3 : 2))
                throw Fault(number, $"{fields.Length} fields, but {(hasSplit ? 3 : 2)}, separated by tabs, are expected as in the header");
            var (picture, product, split) = (fields[0].Replace('\\', '/'), fields[1], hasSplit ? fields[2] : "train");
            if (picture is "" or ['/', ..] or [_, ':', ..] || picture.Any(char.IsControl) || picture.Split('/').Contains(".."))
                throw Fault(number, $"the path '{fields[0]}' leads out of the manifest's folder: write it relative to it, without '..'");
            if (!Sku.TryParse(product, out _))
                throw Fault(number,
                    $"'{product}' is not a product: 1 to {Sku.MaxLength} characters without blanks at the ends are expected");
            if (!splits.TryGetValue(split, out var entries))
                throw Fault(number, $"the split '{split}' is none of train, validation, ignored");
            if (productOf.TryAdd(picture, (product, number)) is false && productOf[picture] is var other && other.Product != product)
                throw Fault(number, $"'{picture}' shows '{product}' here, but '{other.Product}' in line {other.Line}: keep one");
            if (split == "ignored")
                return;
            if (!firstLines.TryAdd(product, (split, number)) && firstLines[product] is var first && first.Split != split)
                throw Fault(number,
                    $"'{product}' is of the split {split} here, but of {first.Split} in line {first.Line}: validation is on products "
                    + "that are not trained on, so give all of its pictures one split");
            entries.Add((product, Path.Combine(folder, picture)));
        }

        ProductDataset Dataset(string split)
        {
            var products = splits[split].Select(entry => entry.Product).Distinct(StringComparer.Ordinal).ToList();
            var index = products.Select((product, i) => (product, i)).ToDictionary(pair => pair.product, pair => pair.i);
            return new(products, [.. splits[split].Select(entry => new TrainingPicture(entry.Picture, index[entry.Product]))]);
        }

        InvalidDataException Fault(int line, string what) => new($"{path}:{line}: {what}.");
    }
}
