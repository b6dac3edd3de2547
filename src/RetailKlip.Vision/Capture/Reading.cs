using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// One opening of a source, read on its own thread, since native calls block as they like. The camera watches it, and
/// abandons it when it hangs: nobody can stop a native call, so the thread cleans up after itself whenever the call returns.
/// </summary>
internal sealed class Reading
{
    private readonly CameraSource _source;
    private readonly CameraOptions _options;
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly Action<Frame> _deliver;
    private readonly Func<long> _nextSequence;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _blockedSince;
    private long _delivered;

    /// <param name="deliver">Takes over each frame; may block until there is room.</param>
    public Reading(
        CameraSource source, CameraOptions options, FramePool pool, TimeProvider time, Func<long> nextSequence,
        Action<Frame> deliver, CancellationToken stop)
    {
        (_source, _options, _pool, _time, _nextSequence, _deliver, _stop) = (source, options, pool, time, nextSequence, deliver, stop);
        new Thread(Run) { IsBackground = true, Name = $"Camera {source}" }.Start();
    }

    /// <summary>
    /// Ends when the recording ends, the reading is stopped, or with the <see cref="CameraException"/> that broke it
    /// off.
    /// </summary>
    public Task Completion => _completion.Task;

    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>
    /// How long the source has been silent in a native call; zero while it is the consumer or the clock that is waited
    /// for.
    /// </summary>
    public TimeSpan Blocked => Interlocked.Read(ref _blockedSince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    private void Run()
    {
        try
        {
            DateTimeOffset? start = null;
            long index = 0;
            do
            {
                using var reader = Native(() => FrameReader.Open(_source, _options));
                if (!ReadToEnd(reader, ref start, ref index))
                    throw new CameraException($"'{_source}' holds no pictures.");
            }
            while (_options.Loop && !_source.IsLive && !_stop.IsCancellationRequested);
            _completion.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            _completion.TrySetResult();
        }
        catch (CameraException error)
        {
            _completion.TrySetException(error);
        }
        // Whatever a drawing or a driver throws ends this reading, not the process; its camera reports it.
        catch (Exception error)
        {
            _completion.TrySetException(new CameraException($"'{_source}' failed: {error.Message.Split('\n')[0]}", error));
        }
    }

    /// <param name="start">A recording's time begins with its first picture, however long opening and drawing that took.</param>
    /// <returns>Whether there was a picture.</returns>
    private bool ReadToEnd(FrameReader reader, ref DateTimeOffset? start, ref long index)
    {
        var interval = TimeSpan.FromSeconds(1 / (reader.FramesPerSecond > 0 ? reader.FramesPerSecond : _options.FramesPerSecond));
        var first = index;
        Func<Mat?> read = () => reader.Read(_pool);
        while (Native(read) is { } image)
        {
            start ??= _time.GetUtcNow();
            var due = start.Value + index * interval;
            var frame = new Frame(_nextSequence(), _source.IsLive ? _time.GetUtcNow() : due, image, _pool);
            try
            {
                if (!_source.IsLive && _options.Pace == CameraPace.RealTime)
                    WaitUntil(due);
                _deliver(frame);
            }
            catch
            {
                frame.Dispose();
                throw;
            }
            Interlocked.Increment(ref _delivered);
            index++;
        }
        return index > first;
    }

    private T Native<T>(Func<T> call)
    {
        Interlocked.Exchange(ref _blockedSince, _time.GetTimestamp());
        try
        {
            return call();
        }
        finally
        {
            Interlocked.Exchange(ref _blockedSince, 0);
        }
    }

    private void WaitUntil(DateTimeOffset due)
    {
        var early = due - _time.GetUtcNow();
        if (early > TimeSpan.Zero)
            Task.Delay(early, _time, _stop).GetAwaiter().GetResult();
    }
}
