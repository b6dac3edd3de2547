namespace RetailKlip.Kiosk;

/// <summary>
/// The newest value of a stream, for any number of readers, each at its own pace: a slow reader misses values and holds
/// nobody up. The version counts the values published so far.
/// </summary>
public sealed class Latest<T>(T initial)
{
    private readonly Lock _lock = new();
    private (long Version, T Value) _current = (0, initial);
    private TaskCompletionSource? _next;

    public (long Version, T Value) Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    public T Value => Current.Value;

    /// <summary>Whether a reader waits for the next value right now.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_lock)
                return _next is not null;
        }
    }

    public void Publish(T value)
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            _current = (_current.Version + 1, value);
            (next, _next) = (_next, null);
        }
        next?.SetResult();
    }

    /// <summary>The newest value as soon as its version exceeds <paramref name="version"/>; use -1 to get the present one at once.</summary>
    public async ValueTask<(long Version, T Value)> NextAsync(long version, CancellationToken stopping)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_current.Version > version)
                    return _current;
                next = (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await next.WaitAsync(stopping);
        }
    }
}
