using System.Globalization;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using RetailKlip.Core;
using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Keeps the gallery at the newest signed release: look, fetch, prove, wait for the moment between two shoppers, swap. Whatever is
/// refused, the release in use stays and health is degraded with the reason; selling never stops for it.
/// </summary>
internal sealed partial class GallerySyncService(
    ReleaseFetcher fetcher, ReleaseShelf shelf, ReleaseSwap swap, FleetOrders orders, RecognitionService recognition, StoreKnowledge knowledge, IOptions<KioskOptions> options,
    TimeProvider time, KioskHealth health, IHostApplicationLifetime lifetime, ILogger<GallerySyncService> logger, ILoggerFactory loggers)
    : LoudService(health, lifetime, logger)
{
    private ReleaseHeader? _offered;
    private DateTimeOffset? _lastHeard;
    private long _heardOrders;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var settings = options.Value.Sync;
        if (!settings.IsOn)
        {
            Health.Healthy(KioskPart.Sync, "off: Kiosk:Sync names no repository");
            return;
        }
        Health.Degraded(KioskPart.Sync, $"{InUse()}; the repository was not asked yet");
        await recognition.FirstAttempt.WaitAsync(stopping);
        var patience = Patience(settings);
        while (true)
        {
            await patience.ExecuteAsync(async stop => await LookAsync(stop), stopping);
            // A fifth more or less: kiosks that started together do not ask together for ever.
            var pause = settings.Interval * (0.8 + 0.4 * Random.Shared.NextDouble());
            await WaitAsync(pause, stopping);
        }
    }

    // For as long as the repository cannot be reached; every attempt goes on with what was fetched before.
    private ResiliencePipeline Patience(SyncOptions settings) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<TufException>(failed => failed.Failure is TufFailure.Unreachable or TufFailure.TooSlow),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = settings.LongestDelay,
            DelayGenerator = _ => ValueTask.FromResult(fetcher.TakeRetryAfter() is { } asked && asked > TimeSpan.Zero
                ? asked < settings.LongestDelay ? asked : settings.LongestDelay
                : (TimeSpan?)null),
            OnRetry = failed =>
            {
                Refuse(failed.Outcome.Exception!.Message);
                NoteSwap();
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private async Task LookAsync(CancellationToken stop)
    {
        NoteSwap();
        try
        {
            (_heardOrders, var assigned) = orders.Assigned.Current;
            if (orders.IsRegistered && assigned?.Gallery != options.Value.Sync.Gallery)
            {
                Health.Healthy(KioskPart.Sync, $"{InUse()}; the central server assigns no version yet");
                return;
            }
            var (target, record) = await fetcher.LookAsync(assigned?.Version, stop);
            _lastHeard = time.GetUtcNow();
            await FollowAsync(target, record, stop);
        }
        catch (TufException refused) when (refused.Failure is not (TufFailure.Unreachable or TufFailure.TooSlow))
        {
            Refuse(refused.Message);
        }
        catch (Exception refused) when (IsOfTheDisk(refused) || refused is ModelPackageException or NewerSchemaException)
        {
            Refuse(refused.Message);
        }
    }

    private async Task FollowAsync(TargetFile target, ReleaseRecord record, CancellationToken stop)
    {
        if (swap.Running.Value is { } running && record.Version <= running.Version)
        {
            if (record.Version < running.Version)
                throw new ReleaseRefusedException(target.Path, Text(
                    $"it is version {record.Version}, older than {running.Version}, which was trusted already: give it a newer version"));
            // One that waits is not wanted any more.
            swap.Take()?.Dispose();
            _offered = null;
            Health.Healthy(KioskPart.Sync, InUse());
            return;
        }
        if (_offered is null || _offered.DifferenceTo(record) is not null)
        {
            await fetcher.FetchAsync(target, record, stop);
            if (await OpenAsync(record, stop) is not { } next)
                return;
            swap.Offer(next);
            _offered = next.Header;
            LogReady(record.Gallery, record.Version);
        }
        Health.Healthy(KioskPart.Sync, Text($"{InUse()}; release {record.Version} waits for the end of the shopping session"));
        await WaitAsync(TimeSpan.FromMilliseconds(1), stop);
    }

    /// <returns>Null where its encoder is not there yet.</returns>
    private async Task<NextRelease?> OpenAsync(ReleaseRecord record, CancellationToken stop)
    {
        var (header, content) = ReleaseFile.Load(shelf.PathOf(record.Version));
        if (header.DifferenceTo(record) is { } difference)
            throw new ReleaseRefusedException(shelf.PathOf(record.Version), difference);
        if (swap.Package is { } inUse && inUse.EncoderId == header.EncoderId)
            return new NextRelease(header, knowledge.Of(content.Gallery), knowledge.Of(inUse.DecisionPolicy(content.Gallery)), null);
        if (await fetcher.PackageOfAsync(header.EncoderId, stop) is not { } package)
        {
            Refuse(Text($"release {record.Version} is held until the package of its encoder {header.EncoderId.Short} is there: ")
                + $"publish it as models/{header.EncoderId}.onnx and .json");
            return null;
        }
        // Opening proves it by its golden vectors on this device.
        var (policy, sold) = (knowledge.Of(package.DecisionPolicy(content.Gallery)), knowledge.Of(content.Gallery));
        return new NextRelease(header, sold, policy,
            Encoder.Open(package, new EncoderOptions { IntraOpThreads = options.Value.EncoderThreads }, loggers.CreateLogger<Encoder>()));
    }

    // Until the time is over, recognition has swapped, or the central server wants another release.
    private async Task WaitAsync(TimeSpan pause, CancellationToken stop)
    {
        var version = swap.Running.Current.Version;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var swapped = swap.Running.NextAsync(version, limited.Token).AsTask();
            var told = orders.Assigned.NextAsync(_heardOrders, limited.Token).AsTask();
            await Task.WhenAny(swapped, told, Task.Delay(pause, time, limited.Token));
        }
        finally
        {
            await limited.CancelAsync();
        }
        stop.ThrowIfCancellationRequested();
        NoteSwap();
    }

    private void NoteSwap()
    {
        if (swap.Running.Value is not { } running || shelf.State().Current == running.Version)
            return;
        try
        {
            shelf.Use(running.Version, time.GetUtcNow());
        }
        catch (Exception full) when (IsOfTheDisk(full))
        {
            Refuse(full.Message);
            return;
        }
        if (_offered?.Version == running.Version)
            _offered = null;
        LogInUse(running.Gallery, running.Version);
        Health.Healthy(KioskPart.Sync, InUse());
    }

    // A file that the system lets grow no further (EFBIG) is told as an argument out of range.
    private static bool IsOfTheDisk(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    private void Refuse(string reason) => Health.Degraded(KioskPart.Sync, $"{InUse()}; {Heard()}: {reason.TrimEnd('.')}.");

    private string Heard() => _lastHeard is { } at
        ? Text($"the repository was last heard {at.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}")
        : "the repository was not heard since the start";

    private string InUse()
    {
        if (swap.Running.Value is not { } running)
            return "the kiosk's own gallery is in use";
        var state = shelf.State();
        return Text($"release {running.Version} of {running.Gallery} is in use")
            + (state.Current == running.Version ? Text($" since {state.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}") : "");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(500, LogLevel.Information, "Release {Version} of gallery {Gallery} is proved and waits for the end of the shopping session")]
    private partial void LogReady(string gallery, long version);

    [LoggerMessage(501, LogLevel.Information, "Release {Version} of gallery {Gallery} is in use")]
    private partial void LogInUse(string gallery, long version);
}
