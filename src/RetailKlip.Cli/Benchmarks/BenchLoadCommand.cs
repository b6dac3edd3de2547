using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Times how long a release takes from the disk to a gallery that matches, as at the start of a kiosk, beside a plain read of its file.</summary>
internal sealed class BenchLoadCommand : KlipCommand
{
    private const int EntriesPerProduct = 5, ThumbnailBytes = 4000, Repetitions = 5;

    private readonly Option<int> _entries = SharedOptions.Count("--entries", "Entries in the release.", byDefault: 100_000);
    private readonly Option<int> _dimension = SharedOptions.Count("--dimension", "Dimension of the embeddings.", least: 2, byDefault: 512);
    private readonly Option<EmbeddingFormat> _format = new("--format")
    {
        Description = "How embeddings are stored: Float16 or Int8.",
        DefaultValueFactory = _ => EmbeddingFormat.Float16,
    };

    private readonly Option<string?> _release = new("--release")
    {
        Description = "A release that is there, such as a kiosk's, in place of one drawn at random.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Model package whose encoder's the drawn release is, and its dimension: a kiosk with it can start with the release.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _keep = new("--keep")
    {
        Description = "Where the drawn release is kept.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = SharedOptions.Json();

    public BenchLoadCommand()
        : base("load", "Times a release from the disk to a gallery that matches, beside a plain read of its file.")
    {
        Add(_entries);
        Add(_dimension);
        Add(_format);
        Add(_release);
        Add(_model);
        Add(_keep);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        if (arguments.GetValue(_release) is { } there)
        {
            Print(Time(there), arguments.WantsJson(_json));
            return ExitCode.Success;
        }
        var folder = Directory.CreateTempSubdirectory("klip-bench-").FullName;
        try
        {
            var release = arguments.GetValue(_keep) ?? Path.Combine(folder, "1.release");
            var (encoder, dimension) = arguments.GetValue(_model) is { } model && ModelPackage.Open(model) is var package
                ? (package.EncoderId, package.Manifest.Dimension)
                : (EncoderId.Parse(new string('0', 64)), arguments.GetValue(_dimension));
            var entries = arguments.GetValue(_entries);
            ProgressBar.Run("writing the release", entries, done =>
                ReleaseFile.Write(release, "bench", Draw(entries, encoder, dimension, done, stop), arguments.GetValue(_format)));
            Print(Time(release), arguments.WantsJson(_json));
            return ExitCode.Success;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ReleaseContent Draw(int entries, EncoderId encoder, int dimension, Action<int> done, CancellationToken stop)
    {
        var random = new Random(1);
        var products = Enumerable.Range(0, (entries + EntriesPerProduct - 1) / EntriesPerProduct).Select(index =>
        {
            var thumbnail = new byte[ThumbnailBytes];
            random.NextBytes(thumbnail);
            var sku = index.ToString("D8", CultureInfo.InvariantCulture);
            return new Product(Sku.Parse(sku), $"Product {sku}", Thumbnail: thumbnail);
        }).ToArray();
        var values = new float[dimension];
        var drawn = Enumerable.Range(0, entries).Select(index =>
        {
            stop.ThrowIfCancellationRequested();
            for (var i = 0; i < values.Length; i++)
                values[i] = random.NextSingle() * 2 - 1;
            done(1);
            var sku = products[index / EntriesPerProduct].Sku;
            return new GalleryEntry(index + 1, sku, Embedding.Normalise(encoder, values), Culture.Text($"enrolled/{sku}/{index % EntriesPerProduct}.jpg"));
        });
        return new ReleaseContent(new Gallery(1, encoder, dimension, products, drawn), []);
    }

    private static LoadBenchmark Time(string release)
    {
        var (first, header, gallery) = Load(release);
        var best = Enumerable.Range(0, Repetitions).Min(_ => Load(release).Milliseconds);
        return new LoadBenchmark(
            gallery.Entries.Length, gallery.Dimension, gallery.Products.Length, header.Embeddings.ToString(), new FileInfo(release).Length, first, best,
            Enumerable.Range(0, Repetitions).Min(_ => Read(release, null)),
            Enumerable.Range(0, Repetitions).Min(_ =>
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                return Read(release, hash);
            }));
    }

    private static (double Milliseconds, ReleaseHeader Header, Gallery Gallery) Load(string release)
    {
        GC.Collect();
        var begun = Stopwatch.GetTimestamp();
        var (header, content) = ReleaseFile.Load(release);
        if (content.Gallery.Entries is [var entry, ..])
            content.Gallery.Match(entry.Embedding);
        return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, header, content.Gallery);
    }

    private static double Read(string release, IncrementalHash? hash)
    {
        var buffer = new byte[1 << 20];
        var begun = Stopwatch.GetTimestamp();
        using var file = new FileStream(release, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        while (file.Read(buffer) is > 0 and var read)
            hash?.AppendData(buffer, 0, read);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static void Print(LoadBenchmark result, bool json)
    {
        if (json)
        {
            JsonOutput.Line(result, JsonOutput.Types.LoadBenchmark);
            return;
        }
        var table = new TextTable("measure", "value");
        table.Add("release", Culture.Text(
            $"{result.Entries:N0} entries × {result.Dimension} as {result.Format}, {result.Products:N0} products, {result.FileBytes / 1e6:F1} MB"));
        table.Add("load, first in the process", Culture.Text($"{result.FirstMs:F0} ms"));
        table.Add("load, best", Culture.Text($"{result.BestMs:F0} ms"));
        table.Add("plain read of the file", Culture.Text($"{result.ReadMs:F0} ms"));
        table.Add("plain read and SHA-256", Culture.Text($"{result.HashMs:F0} ms"));
        table.Write();
    }
}
