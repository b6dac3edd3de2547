using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Times the exact search of a gallery drawn at random, and checks its answers against a naive scan.</summary>
internal sealed class BenchSearchCommand : KlipCommand
{
    // Reference images a product has in the drawn gallery.
    private const int EntriesPerProduct = 5;

    // Naive scans in double precision are slow: as many answers are checked as this many multiplications allow, at least ten.
    private const double NaiveMultiplications = 5e9;

    // Two entries whose similarities differ by less cannot be told apart in single precision.
    private const double Tie = 1e-6;

    private readonly Option<int> _entries = SharedOptions.Count("--entries", "Entries in the gallery.", required: true);
    private readonly Option<int> _dimension = SharedOptions.Count("--dimension", "Dimension of the embeddings.", least: 2, required: true);
    private readonly Option<int> _queries = SharedOptions.Count("--queries", "Queries to time.", byDefault: 1000);
    private readonly Option<int> _threads = SharedOptions.Count("--threads", "Queries at once.", byDefault: 1);
    private readonly Option<bool> _json = SharedOptions.Json();

    public BenchSearchCommand()
        : base("search", "Times exact search in a gallery drawn at random; checks the answers against a naive scan.")
    {
        Add(_entries);
        Add(_dimension);
        Add(_queries);
        Add(_threads);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var threads = arguments.GetValue(_threads);
        var queryCount = arguments.GetValue(_queries);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var gallery = DrawGallery(arguments.GetValue(_entries), arguments.GetValue(_dimension), stop);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var queries = DrawQueries(gallery, queryCount);

        var bandwidth = ReadBandwidth((long)gallery.Entries.Length * gallery.Dimension, threads);
        foreach (var query in queries.Take(Math.Min(queries.Length, 20)))
            gallery.Match(query);
        var (answers, microseconds, seconds) = Time(gallery, queries, threads, stop);
        Array.Sort(microseconds);
        var result = new SearchBenchmark(
            gallery.Entries.Length,
            gallery.Dimension,
            gallery.Products.Length,
            queries.Length,
            threads,
            RetrievalMetrics.Quantile(microseconds, 0.50),
            RetrievalMetrics.Quantile(microseconds, 0.95),
            Recall(gallery, queries, answers, stop),
            (double)bytes / gallery.Entries.Length,
            (double)gallery.Entries.Length * queries.Length / seconds,
            bandwidth,
            bandwidth / (sizeof(float) * gallery.Dimension));
        Print(result, arguments.WantsJson(_json));
        if (result.RecallAt1 == 1)
            return ExitCode.Success;
        return Errors.Fail(Culture.Text($"recall at 1 is {result.RecallAt1}; exact search must answer like the naive scan"));
    }

    private static Gallery DrawGallery(int entries, int dimension, CancellationToken stop)
    {
        var random = new Random(1);
        var encoder = EncoderId.Parse(new string('0', 64));
        var products = Enumerable.Range(0, (entries + EntriesPerProduct - 1) / EntriesPerProduct)
            .Select(index => Sku.Parse(index.ToString("D8", CultureInfo.InvariantCulture)))
            .ToArray();
        var values = new float[dimension];
        var drawn = ProgressBar.Run("drawing the gallery", entries, done => Enumerable.Range(0, entries).Select(index =>
        {
            stop.ThrowIfCancellationRequested();
            Draw(random, values);
            if (index % 1000 == 999)
                done(1000);
            return new GalleryEntry(index + 1, products[index / EntriesPerProduct], Embedding.Normalise(encoder, values), "");
        }).ToArray());
        return new Gallery(1, encoder, dimension, products.Select(sku => new Product(sku, sku.Value)), drawn);
    }

    /// <summary>Half are near an entry, as another picture of a known product is, half are anywhere, as an unknown thing is.</summary>
    private static Embedding[] DrawQueries(Gallery gallery, int count)
    {
        var random = new Random(2);
        var values = new float[gallery.Dimension];
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            Draw(random, values);
            if (index % 2 == 0)
            {
                var entry = gallery.Entries[random.Next(gallery.Entries.Length)].Embedding.Values;
                TensorPrimitives.Multiply(values, 0.5f / MathF.Sqrt(values.Length), values);
                TensorPrimitives.Add(values, entry, values);
            }
            return Embedding.Normalise(gallery.EncoderId, values);
        })];
    }

    private static void Draw(Random random, float[] values)
    {
        // Box and Muller: independent normal components point in no preferred direction.
        for (var i = 0; i < values.Length; i++)
            values[i] = MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
    }

    private static (GalleryEntry[] Answers, double[] Microseconds, double Seconds) Time(
        Gallery gallery, Embedding[] queries, int threads, CancellationToken stop)
    {
        var answers = new GalleryEntry[queries.Length];
        var microseconds = new double[queries.Length];
        var seconds = ProgressBar.Run("searching", queries.Length, done =>
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, queries.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, index =>
            {
                var begun = Stopwatch.GetTimestamp();
                answers[index] = gallery.Match(queries[index])!.Best.Nearest;
                microseconds[index] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
                done(1);
            });
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        return (answers, microseconds, seconds);
    }

    private static double Recall(Gallery gallery, Embedding[] queries, GalleryEntry[] answers, CancellationToken stop)
    {
        var affordable = NaiveMultiplications / ((double)gallery.Entries.Length * gallery.Dimension);
        var check = (int)Math.Min(queries.Length, Math.Max(10, affordable));
        var right = ProgressBar.Run("checking answers", check, done =>
            Enumerable.Range(0, check).AsParallel().WithCancellation(stop).Count(IsRight(done)));
        return (double)right / check;

        Func<int, bool> IsRight(Action<int> done) => index =>
        {
            var nearest = gallery.Entries.Max(entry => NaiveSimilarity(queries[index], entry.Embedding));
            done(1);
            return NaiveSimilarity(queries[index], answers[index].Embedding) >= nearest - Tie;
        };
    }

    private static double NaiveSimilarity(Embedding a, Embedding b)
    {
        ReadOnlySpan<float> left = a.Values, right = b.Values;
        var sum = 0d;
        for (var i = 0; i < left.Length; i++)
            sum += (double)left[i] * right[i];
        return sum;
    }

    /// <summary>Bytes a second that the threads read together when they only add up floats: no search of such a block is faster.</summary>
    private static double ReadBandwidth(long floats, int threads)
    {
        var block = new float[floats];
        Array.Fill(block, 1f);
        var sums = new float[threads];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, options, thread => sums[thread] += TensorPrimitives.Sum<float>(block));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return (double)floats * sizeof(float) * threads / best;
    }

    private static void Print(SearchBenchmark result, bool json)
    {
        if (json)
        {
            JsonOutput.Line(result, JsonOutput.Types.SearchBenchmark);
            return;
        }
        var table = new TextTable("measure", "value");
        table.Add("gallery", Culture.Text($"{result.Entries:N0} entries × {result.Dimension}, {result.Products:N0} products"));
        table.Add("one query, median", Culture.Text($"{result.P50Us:F1} µs"));
        table.Add("one query, 95 %", Culture.Text($"{result.P95Us:F1} µs"));
        table.Add("recall at 1", Culture.Text($"{result.RecallAt1:P2}"));
        table.Add("memory an entry", Culture.Text($"{result.BytesPerEntry:F0} bytes"));
        table.Add("entries a second", Culture.Text($"{result.EntriesPerSecond / 1e6:F1} million, {result.Threads} thread(s)"));
        table.Add(
            "limit by memory bandwidth",
            Culture.Text($"{result.EntriesPerSecondLimit / 1e6:F1} million ({result.MemoryBytesPerSecond / 1e9:F1} GB/s)"));
        table.Write();
    }
}
