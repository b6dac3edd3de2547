using Microsoft.Extensions.Logging;
using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

public sealed class Encoder : IDisposable
{
    public EncoderId EncoderId => Package.EncoderId;

    public ModelPackage Package => throw new NotImplementedException();

    public int Dimension => Package.Manifest.Dimension;

    /// <summary>The provider that was proved to be active.</summary>
    public ExecutionProvider Provider => throw new NotImplementedException();

    public static Encoder Open(ModelPackage package, EncoderOptions? options = null, ILogger<Encoder>? logger = null) => throw new NotImplementedException();

    public Embedding[] Embed(IReadOnlyList<Mat> bgrCrops) => Embed(bgrCrops, out _);

    public Embedding[] Embed(IReadOnlyList<Mat> bgrCrops, out EncodeTimings timings) => throw new NotImplementedException();

    /// <summary>Feeds tensors as they are.</summary>
    public float[] EmbedRaw(ReadOnlySpan<float> nchw, int count) => throw new NotImplementedException();

    /// <summary>Least cosine over the golden pictures.</summary>
    public IReadOnlyList<GoldenCheck> CheckGolden() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
