using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

public sealed class RecognitionPipeline(Cropper cropper, Encoder encoder, Gallery gallery, DecisionPolicy policy) : IDisposable
{
    /// <summary>Swapped by one reference write; frames already under way keep the old one.</summary>
    public Gallery Gallery { get; set; } = gallery;

    public DecisionPolicy Policy { get; } = policy;

    public Encoder Encoder { get; } = encoder;

    public Cropper Cropper { get; } = cropper;

    /// <summary>One frame of a camera above a tray. The frame stays the caller's.</summary>
    public PipelineResult Process(Frame frame) => throw new NotImplementedException();

    /// <summary>A picture without a tray: the whole of it is one item.</summary>
    public Decision Recognise(Mat picture) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
