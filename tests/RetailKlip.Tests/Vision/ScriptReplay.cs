using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Vision;

/// <summary>A drawn checkout replayed through the pipeline, looked at whenever all lies still: what is counted twice, what is lost.</summary>
/// <param name="Puts">Items that hands put down.</param>
/// <param name="Doubles">Tracks that were added and have no item of their own, over all looks.</param>
/// <param name="Lost">Items without a track, over all looks.</param>
/// <param name="Swaps">Items added again that had only been moved: taken out of the list in the same moment.</param>
/// <param name="Delays">Seconds of video from the moment when the hands are gone to the item's being added.</param>
internal sealed record ScriptReplay(int Puts, int Doubles, int Lost, int Swaps, IReadOnlyList<double> Delays)
{
    // Least overlap of an item's true box and a track's.
    private const double SameItem = 0.4;

    // What is not added half a second after the hands are gone is not there in time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    public bool IsRight => Doubles == 0 && Lost == 0;

    public static ScriptReplay Of(TrayScript script, RecognitionPipeline pipeline)
    {
        var live = new Dictionary<Guid, TrackView>();
        var delays = new List<double>();
        int doubles = 0, lost = 0, adds = 0, number = 0;
        // Looked at once after each step that leaves the tray in peace.
        var looks = new Queue<TimeSpan>(script.Steps.Where((step, i) => i + 1 == script.Steps.Length || script.Steps[i + 1].Start - step.End > Patience)
            .Select(step => step.End + Patience));
        foreach (var picture in script.Frames())
        {
            var time = TimeSpan.FromSeconds((double)number / script.FramesPerSecond);
            using var wrapped = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, picture.Bgr);
            using var frame = new Frame(number++, DateTimeOffset.UnixEpoch + time, wrapped.Clone());
            var result = pipeline.Process(frame);
            foreach (var removed in result.Removed)
                live.Remove(removed.Id);
            foreach (var added in result.Added)
            {
                live[added.Id] = added;
                adds++;
                delays.Add((time - script.Steps.Last(step => step.Start <= time).End).TotalSeconds);
            }
            foreach (var track in result.Tracks)
                if (live.ContainsKey(track.Id))
                    live[track.Id] = track;
            if (looks.Count == 0 || time < looks.Peek())
                continue;
            looks.Dequeue();
            var (more, less) = Compare(script.TruthAt(time), live.Values);
            doubles += more;
            lost += less;
        }
        var puts = script.Steps.Where(step => step.Action == ScriptAction.Put).Sum(step => step.Items.Length);
        return new ScriptReplay(puts, doubles, lost, Math.Max(0, adds - puts), delays);
    }

    private static (int Doubles, int Lost) Compare(IReadOnlyCollection<TrueItem> truth, IReadOnlyCollection<TrackView> tracks)
    {
        var items = truth.ToList();
        var doubles = 0;
        foreach (var track in tracks)
            if (items.MaxBy(item => item.Box.Overlap(track.Box)) is { } item && item.Box.Overlap(track.Box) >= SameItem)
                items.Remove(item);
            else
                doubles++;
        return (doubles, items.Count);
    }
}
