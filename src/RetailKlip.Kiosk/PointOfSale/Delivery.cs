using Polly;
using Polly.Retry;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Brings the outbox to one target, event after event: the next one goes once this one has arrived, however long that takes. So
/// every basket's events arrive in order, and a target that refuses one waits for it alone.</summary>
internal sealed partial class Delivery : IDisposable
{
    private readonly ITarget _target;
    private readonly Outbox _outbox;
    private readonly Latest<long> _written;
    private readonly KioskMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _patience;

    /// <param name="written">Published with every event written.</param>
    public Delivery(
        string name, ITarget target, Outbox outbox, Latest<long> written, PointOfSaleOptions options, KioskMetrics metrics,
        TimeProvider time, ILogger logger)
    {
        (Name, _target, _outbox, _written, _metrics, _time, _logger) = (name, target, outbox, written, metrics, time, logger);
        _patience = Patience(options);
    }

    /// <summary>Such as <c>webhooks/till</c>; its position is kept under it.</summary>
    public string Name { get; }

    /// <summary>Why it cannot deliver, and since when; null where it can.</summary>
    public DeliveryFault? Fault { get; private set; }

    /// <summary>As it was at the last <see cref="Measure"/>.</summary>
    public OutboxDepth Depth { get; private set; } = new(0, null, 0);

    /// <exception cref="IOException">The file cannot be used.</exception>
    public void Measure() => Depth = _outbox.DepthOf(Name);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            var version = _written.Current.Version;
            try
            {
                if (await _patience.ExecuteAsync(async stop => await StepAsync(stop), stopping))
                    continue;
            }
            catch (DeliveryException gone) when (gone.IsGone)
            {
                Note($"{gone.Message} and wants no more events: start the kiosk anew once it does");
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, stopping);
            }
            await _written.NextAsync(version, stopping);
        }
    }

    public void Dispose() => _target.Dispose();

    /// <returns>False where nothing is pending.</returns>
    private async Task<bool> StepAsync(CancellationToken stop)
    {
        await _target.OpenAsync(stop);
        if (_outbox.Next(Name, 1) is not [var message])
        {
            Fault = null;
            return false;
        }
        if (_target.AtMostOnce)
            _outbox.Delivered(Name, message.Position, lasting: true);
        await _target.DeliverAsync(message, stop);
        if (!_target.AtMostOnce)
            _outbox.Delivered(Name, message.Position);
        _metrics.TillDelivered(Name);
        Fault = null;
        return true;
    }

    // For as long as it takes: nothing is ever skipped.
    private ResiliencePipeline Patience(PointOfSaleOptions options) => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DeliveryException>(failed => !failed.IsGone)
                .Handle<IOException>().Handle<UnauthorizedAccessException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.LongestDelay,
            DelayGenerator = failed => ValueTask.FromResult(
                failed.Outcome.Exception is DeliveryException { RetryAfter: { } asked } && asked > TimeSpan.Zero
                    ? asked < options.LongestDelay ? asked : options.LongestDelay
                    : (TimeSpan?)null),
            OnRetry = failed =>
            {
                _metrics.TillFailed(Name);
                Note(failed.Outcome.Exception!.Message);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private void Note(string reason)
    {
        if (Fault is null)
            LogFailed(Name, reason);
        Fault = new DeliveryFault(reason.TrimEnd('.'), Fault?.Since ?? _time.GetUtcNow());
    }

    [LoggerMessage(600, LogLevel.Warning, "{Target} does not take events; they are kept and tried again: {Reason}")]
    private partial void LogFailed(string target, string reason);
}
