namespace RetailKlip.Tuf;

/// <summary>Cuts a transfer that brings fewer bytes a second, over a whole window, than the options put up with.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenSource _either;
    private readonly ITimer _timer;
    private readonly double _least;
    private long _received;

    public StallWatch(UpdaterOptions options, TimeProvider time, CancellationToken stop)
    {
        _least = options.MinimumBytesPerSecond * options.StallWindow.TotalSeconds;
        _either = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, stop);
        _timer = time.CreateTimer(_ => Look(), null, options.StallWindow, options.StallWindow);
    }

    /// <summary>Cancelled when the transfer is cut, or the caller stops.</summary>
    public CancellationToken Token => _either.Token;

    public bool HasCut => _cut.IsCancellationRequested;

    public void Received(int bytes) => Interlocked.Add(ref _received, bytes);

    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
        _cut.Dispose();
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _received, 0) >= _least)
            return;
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The transfer ended while the timer rang.
        }
    }
}
