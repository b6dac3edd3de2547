using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>The parts that recognise, opened together: they fit each other.</summary>
internal sealed class RecognitionEngine(RecognitionPipeline pipeline, Encoder encoder, GalleryStore store) : IDisposable
{
    public RecognitionPipeline Pipeline => pipeline;

    public void Dispose()
    {
        pipeline.Dispose();
        encoder.Dispose();
        store.Dispose();
    }
}
