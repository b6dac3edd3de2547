using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// One camera picture. Whoever takes a frame from a <see cref="Camera"/> disposes it, which gives its memory back for a
/// coming one.
/// </summary>
public sealed class Frame : IDisposable
{
    private readonly FramePool? _pool;
    private Mat? _image;

    /// <param name="sequence">Counts up from 0 over the pictures of one camera, replaced ones included.</param>
    /// <param name="image">8-bit BGR; the frame takes it over.</param>
    public Frame(long sequence, DateTimeOffset capturedAt, Mat image)
        : this(sequence, capturedAt, image, null)
    {
    }

    internal Frame(long sequence, DateTimeOffset capturedAt, Mat image, FramePool? pool) =>
        (Sequence, CapturedAt, _image, _pool) = (sequence, capturedAt, image, pool);

    public long Sequence { get; }

    /// <summary>Of a live camera: when the picture was read. Of a recording: its place in the recording's own time.</summary>
    public DateTimeOffset CapturedAt { get; }

    /// <summary>8-bit BGR (CV_8UC3); valid until <see cref="Dispose"/>.</summary>
    public Mat Image => _image ?? throw new ObjectDisposedException(nameof(Frame));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _image, null) is not { } image)
            return;
        if (_pool is null)
            image.Dispose();
        else
            _pool.Return(image);
    }
}
