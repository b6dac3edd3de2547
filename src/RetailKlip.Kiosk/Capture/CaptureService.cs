using Microsoft.Extensions.Options;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>Takes frames from the camera, offers each to the live picture and hands it over to recognition.</summary>
internal sealed class CaptureService(
    TraySource traySource, FrameSlot frames, Preview preview, RecognitionService recognition, KioskMetrics metrics, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<CaptureService> logger, ILogger<Camera> cameraLogger)
    : LoudService(health, lifetime, logger)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
        await using var camera = Camera.Open(source, options, cameraLogger, time);
        metrics.Observe(camera, frames);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watch = WatchAsync(camera, watching.Token);
        var last = -1L;
        while (await camera.NextAsync(stopping) is { } frame)
        {
            if (last < 0)
                Report(camera);
            last = frame.Sequence;
            preview.Offer(frame);
            frames.Put(new ArrivedFrame(frame, time.GetTimestamp()));
        }
        _ended.TrySetResult(last);
        await watch;
    }

    private async Task WatchAsync(Camera camera, CancellationToken stopping)
    {
        try
        {
            using var timer = new PeriodicTimer(StatusInterval, time);
            do
                Report(camera);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Report(Camera camera)
    {
        var (state, reason) = (camera.Status.State, camera.Status.Reason);
        if (state is CameraState.Live or CameraState.Completed)
            Health.Healthy(KioskPart.Camera, camera.Source.Name);
        else if (state != CameraState.Opening)
            Health.Unhealthy(KioskPart.Camera, reason);
    }
}
