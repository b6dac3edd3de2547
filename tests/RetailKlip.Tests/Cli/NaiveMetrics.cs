using System.Text.Json;
using Xunit;

namespace RetailKlip.Tests.Cli;

/// <summary>The contract's metrics written down once more, from <c>klip embed</c>'s output alone, by their definitions.</summary>
internal sealed record NaiveMetrics(
    double Top1, double Top5, double PerClass, double Map, double? Auroc, double? DirAtFar1, int Queries, int Unknown)
{
    // One picture in a thousand may change sides by rounding: single precision against double.
    private const double Rounding = 2e-3;

    public static NaiveMetrics Of(string model, string protocol, string images)
    {
        var lines = File.ReadLines(protocol).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
        var embeddings = new Dictionary<string, double[]>();
        // In portions that fit a command line.
        foreach (var portion in lines.Select(line => line[2]).Distinct().Chunk(500))
        {
            var embedded = Klip.Run(["embed", "--model", model, .. portion.Select(path => Path.Combine(images, path))]).Succeeded();
            foreach (var (path, line) in portion.Zip(embedded.Lines))
                embeddings[path] = [.. line.GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble())];
        }
        var gallery = lines.Where(line => line[0] == "gallery").ToList();
        var queries = lines.Where(line => line[0] == "query").Select(line => Answer.To(line, gallery, embeddings)).ToList();
        var unknowns = lines.Where(line => line[0] == "unknown").Select(line => Answer.To(line, gallery, embeddings)).ToList();

        double? auroc = null, dir = null;
        if (unknowns.Count > 0)
        {
            auroc = queries.Average(query => unknowns.Average(unknown =>
                query.Similarity > unknown.Similarity ? 1 : query.Similarity == unknown.Similarity ? 0.5 : 0));
            double[] sorted = [.. unknowns.Select(unknown => unknown.Similarity).Order()];
            var rank = 0.99 * (sorted.Length - 1);
            var threshold =
                sorted[(int)rank] + (rank - (int)rank) * (sorted[Math.Min((int)rank + 1, sorted.Length - 1)] - sorted[(int)rank]);
            dir = queries.Average(query => query.Products[0] == query.Product && query.Similarity > threshold ? 1.0 : 0);
        }
        return new NaiveMetrics(
            queries.Average(query => query.Products[0] == query.Product ? 1.0 : 0),
            queries.Average(query => query.Products.Take(5).Contains(query.Product) ? 1.0 : 0),
            queries.GroupBy(query =>
                query.Product).Average(product => product.Average(query => query.Products[0] == query.Product ? 1.0 : 0)),
            queries.Average(query => query.AveragePrecision),
            auroc,
            dir,
            queries.Count,
            unknowns.Count);
    }

    public void AssertEqual(JsonElement evaluation)
    {
        Assert.Equal(Queries, evaluation.GetProperty("queries").GetInt32());
        Assert.Equal(Unknown, evaluation.GetProperty("unknown").GetInt32());
        Assert.Equal(Top1, evaluation.GetProperty("top1").GetDouble(), Rounding);
        Assert.Equal(Top5, evaluation.GetProperty("top5").GetDouble(), Rounding);
        Assert.Equal(PerClass, evaluation.GetProperty("perClass").GetDouble(), Rounding);
        Assert.Equal(Map, evaluation.GetProperty("map").GetDouble(), Rounding);
        Assert.Equal(Auroc!.Value, evaluation.GetProperty("auroc").GetDouble(), Rounding);
        Assert.Equal(DirAtFar1!.Value, evaluation.GetProperty("dirAtFar1").GetDouble(), Rounding);
    }

    private sealed record Answer(string Product, double Similarity, IReadOnlyList<string> Products, double AveragePrecision)
    {
        public static Answer To(string[] line, List<string[]> gallery, Dictionary<string, double[]> embeddings)
        {
            var ranked = gallery.Select(entry => (Product: entry[1], Similarity: Cosine(embeddings[line[2]], embeddings[entry[2]])))
                .OrderByDescending(entry => entry.Similarity)
                .ToList();
            var precisions = Enumerable.Range(1, ranked.Count)
                .Where(place => ranked[place - 1].Product == line[1])
                .Select(place => ranked.Take(place).Count(entry => entry.Product == line[1]) / (double)place);
            return new Answer(line[1], ranked[0].Similarity, [.. ranked.Select(entry =>
                entry.Product).Distinct()], precisions.DefaultIfEmpty(0).Average());
        }

        private static double Cosine(double[] a, double[] b) =>
            a.Zip(b).Sum(pair => pair.First * pair.Second) / Math.Sqrt(a.Sum(value => value * value) * b.Sum(value => value * value));
    }
}
