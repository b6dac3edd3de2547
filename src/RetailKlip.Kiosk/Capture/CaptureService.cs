using Microsoft.Extensions.Options;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Takes frames from the camera, offers each to the live picture and hands it over to recognition with a word on whether it can be
/// trusted. A live camera that repeats its pictures, or gives them in another size, is opened again by and by.
/// </summary>
internal sealed class CaptureService(
    TraySource traySource, FrameSlot frames, Preview preview, CameraSight sight, RecognitionService recognition, KioskMetrics metrics,
    IOptions<KioskOptions> kiosk, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<CaptureService> logger, ILogger<Camera> cameraLogger)
    : LoudService(health, lifetime, logger)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxReopenPause = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _reporting = new();
    private TimeSpan _reopenPause = ReopenPause;
    private long? _reopenedAt;

    /// <summary>Completes with the last frame's sequence number when a recording that does not loop has ended.</summary>
    public Task<long> Ended => _ended.Task;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        CameraSource source;
        CameraOptions options;
        try
        {
            (source, options) = traySource.Open();
        }
        catch (CameraException wrong)
        {
            // A source that can never be one, such as a misspelt address: living on shows the shopper why nothing happens.
            Health.Unhealthy(KioskPart.Camera, wrong.Message);
            return;
        }
        // A recording does not wait for the kiosk as a tray does: it begins once someone looks.
        if (!source.IsLive)
            await recognition.FirstAttempt.WaitAsync(stopping);
        using var eye = new CameraWatch(source, Expected(source, options), time);
        sight.Begin(eye);
        await using var camera = Camera.Open(source, options, cameraLogger, time);
        metrics.Observe(camera, frames);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watch = WatchAsync(camera, eye, watching.Token);
        var last = -1L;
        CameraFault? fault = null;
        while (await camera.NextAsync(stopping) is { } frame)
        {
            var verdict = eye.See(frame);
            if (last < 0 || verdict.Fault != fault)
                Report(camera, eye);
            (last, fault) = (frame.Sequence, verdict.Fault);
            preview.Offer(frame);
            // A repeated picture says nothing new, and must not look like a tray at rest.
            if (verdict.IsRepeat)
                frame.Dispose();
            else
                frames.Put(new ArrivedFrame(frame, time.GetTimestamp(), verdict.IsTrusted));
        }
        _ended.TrySetResult(last);
        await watch;
    }

    private async Task WatchAsync(Camera camera, CameraWatch eye, CancellationToken stopping)
    {
        try
        {
            using var timer = new PeriodicTimer(StatusInterval, time);
            do
                Report(camera, eye);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
        }
    }

    // A device was asked for a size; what other cameras send is theirs, unless one was set.
    private CameraWatchOptions Expected(CameraSource source, CameraOptions options) =>
        source.Kind == CameraSourceKind.Device || kiosk.Value is { CameraWidth: > 0, CameraHeight: > 0 }
            ? new CameraWatchOptions { Width = options.Width, Height = options.Height }
            : new CameraWatchOptions();

    private void Report(Camera camera, CameraWatch eye)
    {
        lock (_reporting)
        {
            var status = camera.Status;
            if (status.State == CameraState.Opening)
                return;
            var verdict = eye.Verdict;
            var fault = status.State switch
            {
                CameraState.Live => verdict.Fault,
                CameraState.Completed => null,
                _ => new CameraFault(verdict.Fault?.Kind ?? CameraFaultKind.Unplugged, status.Reason, verdict.Measures),
            };
            if (fault is null)
                Health.Healthy(KioskPart.Camera, camera.Source.Name);
            else
                Health.Unhealthy(KioskPart.Camera, fault.Reason);
            if (fault != sight.Faults.Value)
                Tell(fault);
            Reopen(camera, status.State == CameraState.Live ? fault : null);
        }
    }

    private void Tell(CameraFault? fault)
    {
        if (fault is not null && fault.Kind != sight.Faults.Value?.Kind)
            metrics.CameraFault(fault.Kind);
        sight.Faults.Publish(fault);
    }

    private void Reopen(Camera camera, CameraFault? fault)
    {
        if (fault is null && sight.Faults.Value is null)
            _reopenPause = ReopenPause;
        if (fault?.Kind is not (CameraFaultKind.Frozen or CameraFaultKind.WrongResolution) || !camera.Source.IsLive
            || _reopenedAt is { } at && time.GetElapsedTime(at) < _reopenPause)
            return;
        if (_reopenedAt is not null)
            _reopenPause = _reopenPause * 2 < MaxReopenPause ? _reopenPause * 2 : MaxReopenPause;
        _reopenedAt = time.GetTimestamp();
        camera.Reopen(fault.Reason);
    }
}
