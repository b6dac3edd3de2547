namespace RetailKlip.Kiosk;

/// <summary>The queue of one between capture and recognition: a newer frame replaces an older one, which is disposed and counted.</summary>
internal sealed class FrameSlot : IDisposable
{
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Lock _lock = new();
    private ArrivedFrame? _waiting;
    private long _dropped;

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes the frame over.</summary>
    public void Put(ArrivedFrame frame)
    {
        ArrivedFrame? replaced;
        lock (_lock)
            (replaced, _waiting) = (_waiting, frame);
        if (replaced is null)
        {
            _filled.Release();
            return;
        }
        replaced.Dispose();
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>The newest frame; the caller disposes it.</summary>
    public async ValueTask<ArrivedFrame> TakeAsync(CancellationToken stopping)
    {
        await _filled.WaitAsync(stopping);
        lock (_lock)
        {
            var taken = _waiting!;
            _waiting = null;
            return taken;
        }
    }

    public void Dispose()
    {
        _filled.Dispose();
        _waiting?.Dispose();
    }
}
