using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RetailKlip.Trainer;

/// <summary>What an encoder came from, by content, for its manifest.</summary>
internal static class Provenance
{
    /// <returns>How many pictures of how many products, and one SHA-256 of them all that does not depend on where they lie.</returns>
    public static JsonObject Of(ProductDataset data)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = data.Pictures.Select(picture => picture.Path).Distinct(StringComparer.Ordinal)
            .AsParallel().ToDictionary(path => path, Sum, StringComparer.Ordinal);
        var lines = data.Pictures.Select(picture => $"{data.Products[picture.Product]}\t{files[picture.Path]}\n").Distinct(StringComparer.Ordinal);
        foreach (var line in lines.Order(StringComparer.Ordinal))
            sum.AppendData(Encoding.UTF8.GetBytes(line));
        return new()
        {
            ["pictures"] = files.Count, ["products"] = data.Products.Count, ["sha256"] = Convert.ToHexStringLower(sum.GetHashAndReset()),
        };
    }

    /// <returns>The files that the encoder's first weights came from with their SHA-256; null where it began at random.</returns>
    public static JsonObject? OfWeights(TrainingRecipe recipe)
    {
        var files = new[] { recipe.Model.WeightsPath, recipe.StartFrom }.OfType<string>().Select(Environment.ExpandEnvironmentVariables)
            .Where(File.Exists).ToList();
        return files.Count == 0 ? null : new(files.Select(file => KeyValuePair.Create(Path.GetFileName(file), (JsonNode?)Sum(file))));
    }

    private static string Sum(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
