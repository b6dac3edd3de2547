using System.CommandLine;
using System.Diagnostics;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Times the whole way from frame to decision on a drawn 1280×720 camera with three items on the tray.</summary>
internal sealed class BenchPipelineCommand : KlipCommand
{
    private const int ViewsPerProduct = 3;
    private const int WarmUpFrames = 70;

    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<int> _frames = SharedOptions.Count("--frames", "Frames to time.", byDefault: 600);
    private readonly Option<bool> _json = SharedOptions.Json();

    public BenchPipelineCommand()
        : base("pipeline", "Times the way from frame to decision on a drawn 1280×720 camera with three items on the tray.")
    {
        Add(_model);
        Add(_frames);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));
        // An encoder without thresholds is as fast; these only let it decide.
        var policy = new DecisionPolicy(encoder.Package.Manifest.Decision?.Thresholds ?? new DecisionThresholds(0.5f, 0.05f, 0.2f));
        using var trays = ProgressBar.Run("drawing trays", DrawnTrays.Count, done => new DrawnTrays(done));
        var gallery = ProgressBar.Run("enrolling the demo shop", DemoCatalogue.Products.Length, done => Enrol(encoder, done, stop));
        using var pipeline = new RecognitionPipeline(new Cropper(), encoder, gallery, policy);
        var frames = arguments.GetValue(_frames);
        var result = ProgressBar.Run("recognising", frames + WarmUpFrames, done => Time(pipeline, trays, frames, done, stop));
        Print(result, arguments.WantsJson(_json));
        return ExitCode.Success;
    }

    private static Gallery Enrol(Encoder encoder, Action<int> done, CancellationToken stop)
    {
        var renderer = new ProductRenderer();
        var entries = new List<GalleryEntry>();
        foreach (var product in DemoCatalogue.Products)
        {
            stop.ThrowIfCancellationRequested();
            var views = ReferencePoses.Of(product, 0, ViewsPerProduct).SelectMany((pose, view) =>
            {
                using var upright = DrawnTrays.ToMat(renderer.Render(product, view, new ViewOptions { Pose = pose }));
                return QuarterTurns.Of(upright);
            }).ToList();
            foreach (var embedding in encoder.Embed(views))
                entries.Add(new GalleryEntry(entries.Count + 1, product.Product.Sku, embedding, "drawn"));
            foreach (var view in views)
                view.Dispose();
            done(1);
        }
        return new Gallery(1, encoder.EncoderId, encoder.Dimension, DemoCatalogue.Products.Select(product => product.Product), entries);
    }

    private static PipelineBenchmark Time(
        RecognitionPipeline pipeline, DrawnTrays trays, int count, Action<int> done, CancellationToken stop)
    {
        List<double> total = new(count), encode = new(count), other = new(count), idle = new(count);
        HashSet<int> shown = [];
        int added = 0, right = 0;
        var allocated = 0L;
        foreach (var (next, tray, truth) in trays.Frames(count + WarmUpFrames))
        {
            using var frame = next;
            stop.ThrowIfCancellationRequested();
            var before = GC.GetTotalAllocatedBytes();
            var start = Stopwatch.GetTimestamp();
            var result = pipeline.Process(frame);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            done(1);
            if (frame.Sequence < WarmUpFrames)
                continue;
            allocated += GC.GetTotalAllocatedBytes() - before;
            total.Add(elapsed);
            (result.Embedded > 0 ? other : idle).Add(elapsed - result.Timings.Encode.TotalMilliseconds);
            if (result.Embedded > 0)
                encode.Add(result.Timings.Encode.TotalMilliseconds);
            if (result.Tracks.Length > 0)
                shown.Add(tray);
            added += result.Added.Length;
            right += result.Added.Count(item => IsRight(item, truth));
        }
        return new PipelineBenchmark(
            total.Count / total.Sum() * 1000,
            Quantile(encode, 0.50),
            Quantile(other, 0.50),
            Quantile(idle, 0.50),
            (double)allocated / total.Count,
            Quantile(total, 0.50),
            Quantile(total, 0.95),
            Quantile(total, 0.99),
            total.Count,
            encode.Count,
            shown.Count * DrawnTrays.ItemsPerTray,
            added,
            right,
            Process.GetCurrentProcess().PeakWorkingSet64,
            pipeline.Encoder.Provider.ToString());
    }

    private static bool IsRight(TrackView item, IReadOnlyList<TrueItem> truth) =>
        truth.MaxBy(shown => shown.Box.Overlap(item.Box)) is { } nearest && item.Decision.Product?.Sku == nearest.Sku;

    private static double Quantile(List<double> milliseconds, double share) =>
        milliseconds.Count == 0 ? 0 : RetrievalMetrics.Quantile([.. milliseconds.Order()], share);

    private static void Print(PipelineBenchmark result, bool json)
    {
        if (json)
        {
            JsonOutput.Line(result, JsonOutput.Types.PipelineBenchmark);
            return;
        }
        var table = new TextTable("measure", "value");
        table.Add("frames a second", Culture.Text($"{result.FramesPerSecond:F1} over {result.Frames} frames"));
        table.Add("frames with new items", Culture.Text($"{result.EncodedFrames}"));
        table.Add("encoder", Culture.Text($"{result.EncodeMs:F2} ms median, {result.Provider}"));
        table.Add("everything else, beside it", Culture.Text($"{result.OtherMs:F2} ms median"));
        table.Add("frame without news", Culture.Text($"{result.IdleMs:F2} ms median"));
        table.Add("frame", Culture.Text($"{result.P50Ms:F2} ms median, {result.P95Ms:F2} at 95 %, {result.P99Ms:F2} at 99 %"));
        table.Add("allocated", Culture.Text($"{result.AllocatedBytesPerFrame:F0} bytes a frame"));
        table.Add("items", Culture.Text($"{result.ItemsShown} shown, {result.ItemsAdded} added, {result.ItemsRight} named right"));
        table.Add("memory at its peak", Culture.Text($"{result.PeakMemoryBytes >> 20} MiB"));
        table.Write();
    }
}
