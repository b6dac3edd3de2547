using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Frames of a camera or recording, each decision a JSON line as soon as it falls.</summary>
/// <param name="name">The source as it was given.</param>
/// <param name="onTray">False takes every frame for a picture of one item.</param>
internal sealed class CameraRecognition(RecognitionPipeline pipeline, string name, bool onTray)
{
    public async Task RunAsync(CameraSource source, CancellationToken stop)
    {
        var options = source.IsLive ? new CameraOptions { Retry = false } : CameraOptions.OneShot;
        await using var camera = Camera.Open(source, options);
        while (await camera.NextAsync(stop) is { } next)
        {
            using var frame = next;
            if (onTray)
                SeeTray(frame);
            else
                Print(pipeline.Recognise(frame.Image), frame.Sequence);
        }
    }

    private void SeeTray(Frame frame)
    {
        foreach (var item in pipeline.Process(frame).Added)
            Print(item.Decision, frame.Sequence, item);
    }

    private void Print(Decision decision, long sequence, TrackView? item = null) => JsonOutput.Line(
        DecisionLine.Of(name, decision, pipeline.Gallery) with
        {
            Frame = sequence,
            Track = item?.Id,
            Box = item is null ? null : [item.Box.X, item.Box.Y, item.Box.Width, item.Box.Height],
        },
        JsonOutput.Types.DecisionLine);
}
