using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>An open source, read picture by picture on one thread.</summary>
internal abstract class FrameReader : IDisposable
{
    /// <summary>Of a recording: its own rate; 0 for one that has none, and for live sources.</summary>
    public virtual double FramesPerSecond => 0;

    /// <summary>May block as long as the source likes.</summary>
    /// <returns>The next picture as 8-bit BGR in the pool's memory or its own, the caller's from then on; null at the end.</returns>
    /// <exception cref="CameraException">The source broke off.</exception>
    public abstract Mat? Read(FramePool pool);

    public abstract void Dispose();

    /// <exception cref="CameraException">The source cannot be opened.</exception>
    public static FrameReader Open(CameraSource source, CameraOptions options) => source.Kind switch
    {
        CameraSourceKind.Pictures => new PictureFileReader(source, options),
        CameraSourceKind.Drawn => new DrawnReader(source.Drawings),
        CameraSourceKind.Stream when source.Address.StartsWith("http", StringComparison.OrdinalIgnoreCase) =>
            new HttpReader(source, options),
        // Elsewhere OpenCV comes with an FFmpeg that knows the network.
        CameraSourceKind.Stream when OperatingSystem.IsLinux() => new RtspReader(source, options),
        _ => new CaptureReader(source, options),
    };
}
