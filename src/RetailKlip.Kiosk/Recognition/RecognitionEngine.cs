using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>The parts that recognise, opened together: they fit each other.</summary>
/// <param name="encoder">Becomes the engine's own.</param>
/// <param name="store">The kiosk's own gallery; null where a release is in use.</param>
internal sealed class RecognitionEngine(RecognitionPipeline pipeline, Encoder encoder, GalleryStore? store) : IDisposable
{
    private Encoder _encoder = encoder;

    public RecognitionPipeline Pipeline => pipeline;

    /// <summary>Swaps gallery, thresholds and, where it comes with one, encoder by one reference write, between two frames.</summary>
    public void Use(NextRelease next)
    {
        pipeline.Use(next.Encoder ?? _encoder, next.Gallery, next.Policy);
        if (next.Encoder is not { } other)
            return;
        _encoder.Dispose();
        _encoder = other;
    }

    public void Dispose()
    {
        pipeline.Dispose();
        _encoder.Dispose();
        store?.Dispose();
    }
}
