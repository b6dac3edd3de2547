using Microsoft.Extensions.Options;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RetailKlip.Kiosk;

/// <summary>
/// Takes the newest frame, recognises it and shows the result. Until model and gallery are usable it keeps trying, and health
/// says what is missing; the live picture does not depend on it.
/// </summary>
internal sealed partial class RecognitionService(
    FrameSlot frames, TrayFeed feed, GalleryOpener galleries, TrayMemory memory, CameraSight sight, KioskMetrics metrics, IOptions<KioskOptions> options, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<RecognitionService> logger, ILoggerFactory loggers)
    : LoudService(health, lifetime, logger)
{
    private const int ItemPictureSide = 480;

    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once recognition works, or has been refused for the first time.</summary>
    public Task FirstAttempt => _firstAttempt.Task;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var engine = await OpenAsync(stopping);
        var cropper = engine.Pipeline.Cropper;
        var isRecalled = false;
        while (true)
        {
            using var arrived = await frames.TakeAsync(stopping);
            if (sight.TakeRelearn())
            {
                engine.Pipeline.Reset();
                memory.Forget();
                LogRelearning();
            }
            else if (!isRecalled)
                memory.Recall(sight);
            isRecalled = true;
            var started = time.GetTimestamp();
            var result = engine.Pipeline.Process(arrived.Frame, arrived.IsTrusted);
            metrics.Recognition(time.GetElapsedTime(started), time.GetElapsedTime(arrived.ArrivedAt));
            Show(arrived.Frame, result);
            if (result.Tray == TrayState.Empty)
                sight.Learn(cropper);
            memory.Keep(cropper, result.Tray);
        }
    }

    private async Task<RecognitionEngine> OpenAsync(CancellationToken stopping)
    {
        while (true)
        {
            var engine = TryOpen();
            _firstAttempt.TrySetResult();
            if (engine is not null)
                return engine;
            await Task.Delay(options.Value.RetryDelay, time, stopping);
        }
    }

    private RecognitionEngine? TryOpen()
    {
        var folder = Path.GetFullPath(options.Value.Model, AppContext.BaseDirectory);
        Encoder? encoder = null;
        try
        {
            var package = ModelPackage.Open(folder);
            encoder = Encoder.Open(package, new EncoderOptions { IntraOpThreads = options.Value.EncoderThreads }, loggers.CreateLogger<Encoder>());
            Health.Healthy(KioskPart.Encoder, $"{package.Manifest.Name} {encoder.EncoderId.Short} on {encoder.Provider}");
            if (galleries.Open(encoder) is { } store)
            {
                feed.Gallery = store.Load();
                var cropper = new Cropper();
                memory.Recall(cropper);
                return new RecognitionEngine(new RecognitionPipeline(cropper, encoder, feed.Gallery, package.DecisionPolicy(feed.Gallery)), encoder, store);
            }
        }
        catch (ModelPackageException refused)
        {
            Health.Unhealthy(KioskPart.Encoder, refused.Message);
            Health.Unhealthy(KioskPart.Gallery, "waits for the encoder");
        }
        encoder?.Dispose();
        return null;
    }

    private void Show(Frame frame, PipelineResult result)
    {
        foreach (var added in result.Added.Concat(result.Changed))
        {
            metrics.Decided(added.Decision.Kind);
            LogDecided(added.Id, added.Decision.Kind, added.Decision.Match?.Best.Product.Sku.Value, added.Decision.Reason);
            if (added.Decision.Kind != DecisionKind.Accepted)
                feed.Show(added.Id, Picture(frame.Image, added.Box));
        }
        foreach (var removed in result.Removed)
            feed.Forget(removed.Id);
        feed.Trays.Publish(new SeenTray(result.Sequence, frame.Image.Width, frame.Image.Height, result.Tray is TrayState.Still or TrayState.Empty,
            result.Tray is TrayState.Moving or TrayState.Unseen, result.Tracks));
    }

    private static byte[] Picture(Mat frame, PixelBox box)
    {
        var inside = box.Intersect(new PixelBox(0, 0, frame.Width, frame.Height));
        using var item = frame[new Rect(inside.X, inside.Y, inside.Width, inside.Height)];
        var scale = Math.Min(1, (double)ItemPictureSide / Math.Max(inside.Width, inside.Height));
        using var small = item.Resize(new Size(), scale, scale, InterpolationFlags.Area);
        return small.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 88));
    }

    [LoggerMessage(200, LogLevel.Information, "Item {Track} is {Decision}: {Sku} ({Reason})")]
    private partial void LogDecided(Guid track, DecisionKind decision, string? sku, string reason);

    [LoggerMessage(201, LogLevel.Information, "The tray is learnt anew")]
    private partial void LogRelearning();
}
