using System.Collections.Concurrent;
using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>Native pictures that go round between the reading loop and the consumer, so that a running camera allocates none.</summary>
internal sealed class FramePool : IDisposable
{
    // One being read, one waiting, one being recognised, one shown.
    private const int Capacity = 4;

    private readonly ConcurrentBag<Mat> _free = [];
    private volatile bool _isDisposed;

    public Mat Rent() => _free.TryTake(out var image) ? image : new Mat();

    public void Return(Mat image)
    {
        if (_isDisposed || _free.Count >= Capacity)
            image.Dispose();
        else
            _free.Add(image);
        if (_isDisposed)
            Empty();
    }

    public void Dispose()
    {
        _isDisposed = true;
        Empty();
    }

    private void Empty()
    {
        while (_free.TryTake(out var image))
            image.Dispose();
    }
}
