using Microsoft.Extensions.Options;
using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// The live picture as JPEG: reduced and encoded once for all who watch, off the capturing thread, and not at all while nobody
/// does. A frame that comes while the one before is being encoded is left out.
/// </summary>
internal sealed class Preview(IOptions<KioskOptions> options, KioskMetrics metrics) : IDisposable
{
    private readonly Mat _reduced = new();
    private readonly Lock _encoding = new();
    private int _watchers;
    private int _busy;
    private bool _isDisposed;

    /// <summary>The newest JPEG; empty before the first.</summary>
    public Latest<ReadOnlyMemory<byte>> Pictures { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>Pictures are made until the returned token of interest is disposed.</summary>
    public IDisposable Watch() => new Watching(this);

    /// <summary>Copies the frame reduced if someone watches; the frame stays the caller's.</summary>
    public void Offer(Frame frame)
    {
        if (Volatile.Read(ref _watchers) == 0 || Interlocked.Exchange(ref _busy, 1) == 1)
            return;
        var image = frame.Image;
        var scale = Math.Min(1.0, (double)options.Value.PreviewWidth / Math.Max(image.Width, image.Height));
        var size = new Size((int)Math.Round(image.Width * scale), (int)Math.Round(image.Height * scale));
        lock (_encoding)
        {
            if (_isDisposed)
                return;
            Cv2.Resize(image, _reduced, size, interpolation: InterpolationFlags.Linear);
        }
        ThreadPool.UnsafeQueueUserWorkItem(static preview => preview.Encode(), this, preferLocal: false);
    }

    public void Dispose()
    {
        lock (_encoding)
        {
            _isDisposed = true;
            _reduced.Dispose();
        }
    }

    private void Encode()
    {
        lock (_encoding)
        {
            if (_isDisposed)
                return;
            Cv2.ImEncode(".jpg", _reduced, out var jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, options.Value.PreviewQuality));
            metrics.Previews.Add(1);
            Pictures.Publish(jpeg);
        }
        Volatile.Write(ref _busy, 0);
    }

    private sealed class Watching : IDisposable
    {
        private Preview? _preview;

        public Watching(Preview preview)
        {
            _preview = preview;
            Interlocked.Increment(ref preview._watchers);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _preview, null) is { } preview)
                Interlocked.Decrement(ref preview._watchers);
        }
    }
}
