using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace RetailKlip.Vision;

/// <summary>
/// One source of frames, read by its own loop into a queue of one: the consumer gets the newest, and a frame that it
/// did not take in time is replaced, disposed and counted. A source that breaks off or hangs is opened again.
/// </summary>
public sealed partial class Camera : IAsyncDisposable
{
    // A driver that hangs again and again must not take a thread each time.
    private const int MaxHanging = 2;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly CameraOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly FramePool _pool = new();
    private readonly Channel<Frame> _newest;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Reading> _hanging = [];
    private readonly Lock _statusLock = new();
    private readonly Task _running;
    private CameraState _state = CameraState.Opening;
    private string _reason = "opening";
    private DateTimeOffset _since;
    private long _read;
    private long _replaced;
    private long _openings;
    private string? _reopenFor;
    private int _isDisposed;

    private Camera(CameraSource source, CameraOptions options, ILogger logger, TimeProvider time)
    {
        (Source, _options, _logger, _time) = (source, options, logger, time);
        _since = time.GetUtcNow();
        // DropOldest tells nobody but this callback which frame it dropped.
        _newest = Channel.CreateBounded<Frame>(
            new BoundedChannelOptions(1)
            {
                FullMode = IsLossless ? BoundedChannelFullMode.Wait : BoundedChannelFullMode.DropOldest,
                SingleWriter = false,
                SingleReader = false,
            },
            replaced =>
            {
                Interlocked.Increment(ref _replaced);
                replaced.Dispose();
            });
        _running = Task.Run(RunAsync);
    }

    public CameraSource Source { get; }

    public CameraStatus Status
    {
        get
        {
            lock (_statusLock)
                return new CameraStatus(_state, _reason, _since, Interlocked.Read(ref _read), Interlocked.Read(ref _replaced),
                    Math.Max(0, Interlocked.Read(ref _openings) - 1));
        }
    }

    private bool IsLossless => _options.Pace == CameraPace.AsConsumed && !Source.IsLive;

    /// <summary>Starts reading at once. Never throws for a missing source: <see cref="Status"/> and <see cref="NextAsync"/> tell.</summary>
    public static Camera Open(
        CameraSource source, CameraOptions? options = null, ILogger<Camera>? logger = null, TimeProvider? time = null) =>
        new(source, options ?? new CameraOptions(), logger ?? NullLogger<Camera>.Instance, time ?? TimeProvider.System);

    /// <summary>
    /// Gives up the present connection and opens the source again, as for one that hangs; meanwhile the camera is degraded. Where
    /// retrying was not asked for, <paramref name="reason"/> becomes its failure.
    /// </summary>
    public void Reopen(string reason) => Volatile.Write(ref _reopenFor, reason);

    /// <summary>Waits for a frame newer than the last one taken.</summary>
    /// <returns>To be disposed by the caller; null when a recording has ended.</returns>
    /// <exception cref="CameraException">The source failed, and retrying was not asked for.</exception>
    public async ValueTask<Frame?> NextAsync(CancellationToken cancellation = default)
    {
        while (await _newest.Reader.WaitToReadAsync(cancellation))
            if (_newest.Reader.TryRead(out var frame))
                return frame;
        return null;
    }

    /// <summary>
    /// Frames until a recording ends or <paramref name="cancellation"/> is requested; each is to be disposed by the
    /// caller.
    /// </summary>
    /// <exception cref="CameraException">The source failed, and retrying was not asked for.</exception>
    public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await NextAsync(cancellation) is { } frame)
            yield return frame;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        await _running;
        while (_newest.Reader.TryRead(out var frame))
            frame.Dispose();
        _pool.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        Exception? failure = null;
        try
        {
            if (_options.Retry)
                await ReadForEverAsync(_stop.Token);
            else
                await ReadOnceAsync(_stop.Token);
            Enter(CameraState.Completed, "the recording has ended");
        }
        catch (OperationCanceledException)
        {
            Enter(CameraState.Completed, "stopped");
        }
        catch (CameraException error)
        {
            failure = error;
            Enter(CameraState.Failed, error.Message);
        }
        _newest.Writer.TryComplete(failure);
    }

    private async Task ReadForEverAsync(CancellationToken stop)
    {
        var reopening = new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<CameraException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                OnRetry = retry =>
                {
                    Degrade(retry.Outcome.Exception!.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        // A source that worked before it broke off starts again with the shortest delay.
        while (!await reopening.ExecuteAsync(TryReadAsync, stop))
            await Task.Delay(_options.RetryDelay, _time, stop);
    }

    /// <returns>True when the recording has ended, false when a source broke off that had given frames.</returns>
    private async ValueTask<bool> TryReadAsync(CancellationToken stop)
    {
        var before = Interlocked.Read(ref _read);
        try
        {
            await ReadOnceAsync(stop);
            return true;
        }
        catch (CameraException error) when (Interlocked.Read(ref _read) > before)
        {
            Degrade(error.Message);
            return false;
        }
    }

    private async Task ReadOnceAsync(CancellationToken stop)
    {
        _hanging.RemoveAll(reading => reading.Completion.IsCompleted);
        if (_hanging.Count >= MaxHanging)
            throw new CameraException($"'{Source}' hangs in its driver: unplug it and plug it in again.");
        Interlocked.Increment(ref _openings);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = abandon.Token;
        var reading = new Reading(
            Source, _options, _pool, _time, () => Interlocked.Increment(ref _read) - 1, frame => Deliver(frame, token), token);
        try
        {
            await WatchAsync(reading, stop);
        }
        finally
        {
            await abandon.CancelAsync();
            // Usually at once; a thread in a hanging native call is left behind and ends when the call does.
            await Task.WhenAny(reading.Completion,
                Task.Delay(stop.IsCancellationRequested ? StopPatience : TimeSpan.Zero, CancellationToken.None));
            if (!reading.Completion.IsCompleted)
                _hanging.Add(reading);
        }
    }

    private async Task WatchAsync(Reading reading, CancellationToken stop)
    {
        while (await Task.WhenAny(reading.Completion, Task.Delay(WatchInterval, _time, stop)) != reading.Completion)
        {
            stop.ThrowIfCancellationRequested();
            if (Interlocked.Exchange(ref _reopenFor, null) is { } reason)
                throw new CameraException(reason);
            var limit = reading.Delivered > 0 ? _options.ReadTimeout : _options.OpenTimeout;
            if (reading.Blocked > limit)
                throw new CameraException($"'{Source}' has been silent for {limit.TotalSeconds:0.#} s: "
                    + "check its cable, power and network.");
        }
        await reading.Completion;
        stop.ThrowIfCancellationRequested();
    }

    private void Deliver(Frame frame, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (!_newest.Writer.TryWrite(frame))
            _newest.Writer.WriteAsync(frame, stop).AsTask().GetAwaiter().GetResult();
        if (_state != CameraState.Live)
            Enter(CameraState.Live, "");
    }

    private void Degrade(string reason)
    {
        LogDegraded(_logger, Source.Name, reason);
        Enter(CameraState.Degraded, reason);
    }

    private void Enter(CameraState state, string reason)
    {
        lock (_statusLock)
        {
            if (_state != state)
                _since = _time.GetUtcNow();
            (_state, _reason) = (state, reason);
        }
        if (state == CameraState.Live)
            LogLive(_logger, Source.Name);
    }

    [LoggerMessage(100, LogLevel.Information, "Camera {Source} is live")]
    private static partial void LogLive(ILogger logger, string source);

    [LoggerMessage(101, LogLevel.Warning, "Camera {Source} is degraded: {Reason}")]
    private static partial void LogDegraded(ILogger logger, string source, string reason);
}
