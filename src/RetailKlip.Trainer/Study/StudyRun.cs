using System.Globalization;
using RetailKlip.Core;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Runs a study: trains what it compares, one run after the other, and measures all on the same pictures. Each training is a run of its
/// own in a folder below the study's and resumes; the measuring is done anew.
/// </summary>
public sealed class StudyRun(StudyRecipe recipe, Device device, TimeProvider time, IProgress<string> progress)
{
    private const int GalleryShots = 5;

    private readonly StudyPictures _pictures = new(recipe.FineTuning.Data);

    /// <returns>Null where <paramref name="cancellation"/> came first; the same call goes on.</returns>
    public StudyResult? Execute(CancellationToken cancellation)
    {
        try
        {
            var result = Measure(cancellation);
            result.Write(recipe.Run);
            return result;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private StudyResult Measure(CancellationToken cancellation)
    {
        var embedder = new PictureEmbedder(_pictures.Images, recipe.FineTuning.Input, device);
        using var pretrained = Pretrain(cancellation);
        using var fineTuned = Train("retailklip", recipe.FineTuning, _pictures.Known, cancellation);
        var frozen = pretrained.Encoder;
        var retailKlip = fineTuned.Run.Encoder;

        var start = Named(embedder, frozen);
        var own = Named(embedder, retailKlip);
        var methods = new List<MethodResult>
        {
            new("frozen encoder, nearest neighbour", start.Known, start.New, 0),
            new("RetailKLIP, nearest neighbour", own.Known, own.New, fineTuned.Seconds),
        };
        var classifiers = new[]
        {
            ("linear-probe", "linear probe on the frozen encoder", TrainedPart.Frozen),
            ("classifier", "classifier, fully fine-tuned", TrainedPart.Full),
        };
        foreach (var (name, method, part) in classifiers)
        {
            using var trained = Train(name, Classifier(part), _pictures.Known, cancellation);
            methods.Add(new(method, Classified(embedder, trained), null, trained.Seconds));
        }

        var shots = recipe.Shots.Select(count => new ShotsResult(count,
            Told(embedder, frozen, _pictures.New, count), Told(embedder, retailKlip, _pictures.New, count))).ToList();
        List<VariantResult> losses = [Own(Kind(recipe.FineTuning.Loss))];
        foreach (var loss in recipe.Losses)
            losses.Add(Variant(Kind(loss), recipe.FineTuning with { Loss = loss }));
        var optimizer = recipe.FineTuning.Optimizer;
        List<VariantResult> decays = [Own(Spelt(optimizer.LayerDecay))];
        foreach (var decay in recipe.LayerDecays)
            decays.Add(Variant(Spelt(decay), recipe.FineTuning with { Optimizer = optimizer with { LayerDecay = decay } }));
        var growth = Growth(embedder, cancellation);

        return new(
            recipe.Name, recipe.Note, Machine.Describe(), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
            string.Create(CultureInfo.InvariantCulture,
                $"{_pictures.Known.Count} known products, {_pictures.New.Count} new ones; "
                + $"{_pictures.Queries(_pictures.Known).Count} and {_pictures.Queries(_pictures.New).Count} test pictures"),
            methods, shots, growth, losses, decays, Layout(embedder, retailKlip));

        VariantResult Own(string name) => new(name, own.Known, own.New, fineTuned.Seconds);

        VariantResult Variant(string name, TrainingRecipe variant)
        {
            using var trained = Train($"variant-{name}", variant, _pictures.Known, cancellation);
            var named = Named(embedder, trained.Run.Encoder);
            return new(name, named.Known, named.New, trained.Seconds);
        }
    }

    /// <summary>Known and new products among all of the study, each enrolled with a few pictures.</summary>
    private (double Known, double New) Named(PictureEmbedder embedder, ImageEncoder encoder)
    {
        var gallery = _pictures.Gallery(_pictures.All, GalleryShots);
        var shares = embedder.Top1(encoder, gallery, [_pictures.Queries(_pictures.Known), _pictures.Queries(_pictures.New)]);
        return (shares[0], shares[1]);
    }

    private double Told(PictureEmbedder embedder, ImageEncoder encoder, IReadOnlyList<string> products, int shots) =>
        embedder.Top1(encoder, _pictures.Gallery(products, shots), _pictures.Queries(products));

    /// <summary>Of all products that the classifier knows.</summary>
    private double Classified(PictureEmbedder embedder, TrainedRun trained)
    {
        var queries = _pictures.Queries(trained.Classes);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        trained.Run.Loss.eval();
        var raw = embedder.EmbedRaw(trained.Run.Encoder, [.. queries.Select(query => query.Path)]);
        var named = ((SoftmaxLoss)trained.Run.Loss).Logits(raw).argmax(1).cpu().data<long>().ToArray();
        return queries.Zip(named).Average(pair => trained.Classes[(int)pair.Second] == pair.First.Product.Value ? 1.0 : 0);
    }

    private List<GrowthResult> Growth(PictureEmbedder embedder, CancellationToken cancellation)
    {
        // Alphabetical order goes by kind of product: shuffled, each day brings some of every kind.
        string[] products = [.. _pictures.All.Order(StringComparer.Ordinal)];
        new Random((int)recipe.FineTuning.Seed).Shuffle(products);
        using var first = Train("first-day", recipe.FineTuning, products[..recipe.FirstProducts], cancellation);
        var growth = new List<GrowthResult>();
        for (int count = recipe.FirstProducts, before = 0; ; before = count, count = NextDay(count))
        {
            var now = products[..count];
            var added = _pictures.Gallery(products[before..count], null);
            // What a shop waits for: reading the pictures counts.
            var started = time.GetTimestamp();
            new PictureEmbedder(_pictures.Images, recipe.FineTuning.Input, device)
                .Embed(first.Run.Encoder, [.. added.Select(line => line.Path)]).Dispose();
            var enrolSeconds = time.GetElapsedTime(started).TotalSeconds;
            using var retrained = Train($"classifier-{count}", Classifier(TrainedPart.Full), now, cancellation);
            growth.Add(new(
                count, count - before, enrolSeconds, embedder.Top1(first.Run.Encoder, _pictures.Gallery(now, null), _pictures.Queries(now)),
                retrained.Seconds, Classified(embedder, retrained)));
            if (count == products.Length)
                return growth;
        }

        int NextDay(int count) => Math.Min(products.Length, count + recipe.AddedProducts);
    }

    private List<GalleryPoint> Layout(PictureEmbedder embedder, ImageEncoder encoder)
    {
        var gallery = _pictures.Gallery(_pictures.All, GalleryShots);
        using var embedded = embedder.Embed(encoder, [.. gallery.Select(line => line.Path)]);
        using var local = embedded.cpu();
        var points = local.data<float>().ToArray().Chunk((int)embedded.shape[1]).ToList();
        var places = TSne.Layout(points, perplexity: Math.Min(20, (points.Count - 1) / 4.0));
        return [.. gallery.Zip(places, (line, place) => new GalleryPoint(
            line.Product.Value, _pictures.New.Contains(line.Product.Value), Math.Round(place.X, 3), Math.Round(place.Y, 3)))];
    }

    private TrainingRecipe Classifier(TrainedPart part) => recipe.FineTuning with
    {
        Loss = new SoftmaxOptions(),
        Optimizer = recipe.FineTuning.Optimizer with { Trains = part },
    };

    internal static string Spelt(double decay) => decay.ToString("0.##", CultureInfo.InvariantCulture);

    internal static string Kind(LossOptions loss) => loss.GetType().Name.Replace("Options", "", StringComparison.Ordinal);

    private TrainingRun Pretrain(CancellationToken cancellation)
    {
        var pretraining = recipe.Pretraining with { Run = Folder("pretraining") };
        var data = TrainingData.Read(pretraining.Data, pretraining.Run);
        if (data.Training.Pictures.FirstOrDefault(picture => picture.Path.StartsWith(_pictures.Images, StringComparison.Ordinal)) is { } own)
            throw new InvalidDataException($"{own.Path} is a picture of the study and must not be pretrained on; take it out.");
        using var cache = PictureCache.Load(data.Training, pretraining.Data.ShortSide);
        return Finish("pretraining", pretraining, cache, cancellation);
    }

    private TrainedRun Train(string name, TrainingRecipe variant, IReadOnlyList<string> products, CancellationToken cancellation)
    {
        variant = variant with { Run = Folder(name), StartFrom = Path.Combine(Folder("pretraining"), TrainingRun.EncoderName) };
        using var cache = PictureCache.Load(_pictures.Training(products), variant.Data.ShortSide);
        var run = Finish(name, variant, cache, cancellation);
        // Classes are numbered as their first pictures come, which need not be the products' order.
        var classes = TrainingSample.Of(cache.Dataset).DistinctBy(sample => sample.Class).OrderBy(sample => sample.Class)
            .Select(sample => cache.Dataset.Products[sample.Picture.Product]);
        return new(run, [.. classes], LoggedEpoch.Read(variant.Run).Sum(epoch => epoch.Seconds));
    }

    private TrainingRun Finish(string name, TrainingRecipe variant, PictureCache cache, CancellationToken cancellation)
    {
        var run = new TrainingRun(variant, cache, time, device: device);
        try
        {
            run.Execute(new Reporter(name, progress), cancellation);
            cancellation.ThrowIfCancellationRequested();
            run.UseResult();
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private string Folder(string name) => Path.Combine(recipe.Run, name);

    private sealed record TrainedRun(TrainingRun Run, IReadOnlyList<string> Classes, double Seconds) : IDisposable
    {
        public void Dispose() => Run.Dispose();
    }

    private sealed class Reporter(string name, IProgress<string> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.EpochEnded)
                progress.Report(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F3}  {value.PicturesPerSecond:F0} images/s"));
        }
    }
}
