using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Names and codes of products: tab-separated, with the header <c>sku name gtin plu</c>; gtin and plu may be empty.</summary>
internal static class ProductTable
{
    private const string Header = "sku\tname\tgtin\tplu";

    /// <exception cref="RefusedException">A line breaks a rule; the message names file and line.</exception>
    public static IReadOnlyDictionary<Sku, Product> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new RefusedException($"{path}:1: the header must be 'sku name gtin plu', separated by tabs");
        var products = new Dictionary<Sku, Product>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            var product = ReadLine(path, i + 1, lines[i].Split('\t'));
            if (!products.TryAdd(product.Sku, product))
                throw new RefusedException($"{path}:{i + 1}: product {product.Sku} stands twice: remove one of its lines");
        }
        return products;
    }

    private static Product ReadLine(string path, int number, string[] fields)
    {
        if (fields.Length != 4)
            throw new RefusedException(
                $"{path}:{number}: {fields.Length} fields; sku, name, gtin and plu, separated by tabs, are expected");
        try
        {
            return new Product(
                Sku.Parse(fields[0]),
                fields[1].Length > 0 ? fields[1] : fields[0],
                fields[2].Length > 0 ? Gtin.Parse(fields[2]) : null,
                fields[3].Length > 0 ? Plu.Parse(fields[3]) : null);
        }
        catch (FormatException wrong)
        {
            throw new RefusedException($"{path}:{number}: {wrong.Message}");
        }
    }
}
