using System.Diagnostics;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Shows drawn trays to the kiosk's own pipeline as its camera would: the empty tray first, then the scene until all is settled.</summary>
internal sealed class SceneCheckout(Encoder encoder, Gallery gallery, DecisionPolicy policy)
{
    private const int FramesPerSecond = 15;

    // The empty tray is learnt within 0.4 s.
    private const int EmptyFrames = 10;

    // An item settles after six looks at the latest; what has not been seen by then is not seen.
    private const int MostFrames = 30;
    private const int LeastFrames = 12;

    // Least overlap of an item's true box and a track's for the one to be taken for the other.
    private const double SameItem = 0.4;

    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public SceneOutcome Run(TrayScene scene, CancellationToken stop)
    {
        using var pipeline = new RecognitionPipeline(new Cropper(), encoder, gallery, policy);
        var added = new Dictionary<Guid, TimeSpan>();
        var busy = TimeSpan.Zero;
        PipelineResult? last = null;
        for (var number = 0; number < EmptyFrames + MostFrames; number++)
        {
            stop.ThrowIfCancellationRequested();
            var shown = number - EmptyFrames;
            using var frame = new Frame(number, DateTimeOffset.UnixEpoch.AddSeconds((double)number / FramesPerSecond),
                DrawnTrays.ToMat(shown < 0 ? scene.RenderEmpty(number) : scene.Render(shown)));
            var begin = Stopwatch.GetTimestamp();
            last = pipeline.Process(frame);
            busy += Stopwatch.GetElapsedTime(begin);
            foreach (var item in last.Added)
                added[item.Id] = TimeSpan.FromSeconds((double)shown / FramesPerSecond);
            if (shown >= LeastFrames && last.Tracks.All(track => track.IsSettled))
                break;
        }
        return Judge(scene, [.. last!.Tracks.Where(track => track.IsSettled)], added, busy);
    }

    private SceneOutcome Judge(TrayScene scene, IReadOnlyList<TrackView> tracks, Dictionary<Guid, TimeSpan> added, TimeSpan busy)
    {
        var truth = scene.Truth;
        var shown = new TrueItem?[tracks.Count];
        var free = truth.ToList();
        foreach (var (track, item, _) in tracks.SelectMany((track, i) => truth.Select(item => (Track: i, Item: item, Overlap: track.Box.Overlap(item.Box))))
            .Where(pair => pair.Overlap >= SameItem).OrderByDescending(pair => pair.Overlap))
            if (shown[track] is null && free.Remove(item))
                shown[track] = item;

        var seen = tracks.Select((track, i) => new SeenItem(shown[i]?.Sku, shown[i] is { } item && IsSold(item), track.Decision)).ToList();
        var listed = seen.Where(item => item.Decision.Product is not null).Select(item => item.Decision.Product!.Sku).ToList();
        var picked = seen.Where(item => item.Decision.PickList.Any(candidate => candidate.Product.Sku == item.Shown)).Select(item => item.Shown!.Value);
        var sold = truth.Where(IsSold).Select(item => item.Sku).ToList();
        return new SceneOutcome(new CheckoutList(sold, listed), new CheckoutList(sold, [.. listed, .. picked]), truth.Length - sold.Count, seen,
            [.. added.Values.Select(time => time.TotalSeconds)], busy.TotalMilliseconds);
    }

    private bool IsSold(TrueItem item) => gallery.Find(item.Sku) is not null;
}
