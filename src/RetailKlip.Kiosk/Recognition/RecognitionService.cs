using System.Globalization;
using Microsoft.Extensions.Options;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RetailKlip.Kiosk;

/// <summary>
/// Takes the newest frame, recognises it and hands the result to those who hear the other witnesses. Until model and gallery are usable it keeps trying, and health
/// says what is missing; the live picture does not depend on it.
/// </summary>
internal sealed partial class RecognitionService(
    FrameSlot frames, TrayFeed feed, TrayHearing hearing, BarcodeService barcodes, GalleryOpener galleries, StoreKnowledge knowledge, ReleaseShelf shelf, ReleaseSwap swap, Checkout checkout, TrayMemory memory, CameraSight sight,
    KioskMetrics metrics, IOptions<KioskOptions> options, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<RecognitionService> logger, ILoggerFactory loggers)
    : LoudService(health, lifetime, logger)
{
    private const int ItemPictureSide = 480;

    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Of the clock, when the frame under way was begun; 0 between two.
    private long _frameBegun;

    /// <summary>How long the frame under way has been recognised; zero between two.</summary>
    public TimeSpan AtFrameFor => Volatile.Read(ref _frameBegun) is > 0 and var begun ? time.GetElapsedTime(begun) : TimeSpan.Zero;

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
            if (swap.IsWaiting)
                checkout.BetweenSessions(() => SwapIn(engine));
            var started = time.GetTimestamp();
            Volatile.Write(ref _frameBegun, started);
            var result = engine.Pipeline.Process(arrived.Frame, arrived.IsTrusted);
            Volatile.Write(ref _frameBegun, 0);
            metrics.Recognition(time.GetElapsedTime(started), time.GetElapsedTime(arrived.ArrivedAt));
            Show(arrived, result, engine.Pipeline.Gallery);
            if (result.Tray == TrayState.Empty)
                sight.Learn(cropper);
            memory.Keep(cropper, result.Tray);
        }
    }

    private async Task<RecognitionEngine> OpenAsync(CancellationToken stopping)
    {
        while (true)
        {
            var engine = TryOpen(stopping);
            _firstAttempt.TrySetResult();
            if (engine is not null)
                return engine;
            await Task.Delay(options.Value.RetryDelay, time, stopping);
        }
    }

    private RecognitionEngine? TryOpen(CancellationToken stopping)
    {
        var folder = Path.GetFullPath(options.Value.Model, AppContext.BaseDirectory);
        Encoder? encoder = null;
        try
        {
            if (options.Value.Sync.IsOn && TryOpenRelease() is { } kept)
                return kept;
            var package = ModelPackage.Open(folder);
            encoder = Encoder.Open(package, new EncoderOptions { IntraOpThreads = options.Value.EncoderThreads }, loggers.CreateLogger<Encoder>());
            Health.Healthy(KioskPart.Encoder, $"{package.Manifest.Name} {encoder.EncoderId.Short} on {encoder.Provider}");
            if (galleries.Open(encoder, stopping) is { } store)
            {
                feed.Gallery = knowledge.Of(store.Load());
                var cropper = new Cropper();
                memory.Recall(cropper);
                (swap.Package, swap.Provider) = (package, $"{encoder.Provider}");
                return new RecognitionEngine(new RecognitionPipeline(cropper, encoder, feed.Gallery, knowledge.Of(package.DecisionPolicy(feed.Gallery))), encoder, store);
            }
        }
        catch (ModelPackageException refused)
        {
            Health.Unhealthy(KioskPart.Encoder, refused.Message);
            Health.Unhealthy(KioskPart.Gallery, "waits for the encoder");
        }
        catch (IOException refused)
        {
            Health.Unhealthy(KioskPart.Gallery, refused.Message);
        }
        encoder?.Dispose();
        return null;
    }

    /// <returns>Null where no release was kept that can be used with its encoder: then the kiosk's own gallery is used.</returns>
    private RecognitionEngine? TryOpenRelease()
    {
        var kept = shelf.Load(out var fault);
        if (fault is not null)
            LogUnusable(fault);
        if (kept is not var (header, content, package))
            return null;
        try
        {
            var policy = knowledge.Of(package.DecisionPolicy(content.Gallery));
            var sold = knowledge.Of(content.Gallery);
            var encoder = Encoder.Open(package, new EncoderOptions { IntraOpThreads = options.Value.EncoderThreads }, loggers.CreateLogger<Encoder>());
            var cropper = new Cropper();
            memory.Recall(cropper);
            var engine = new RecognitionEngine(new RecognitionPipeline(cropper, encoder, sold, policy), encoder, null);
            Show(header, engine, fault);
            return engine;
        }
        catch (ModelPackageException refused)
        {
            LogUnusable(refused.Message);
            return null;
        }
    }

    // Between two frames and two shoppers. A release that another one has overtaken meanwhile may not fit the encoder any more.
    private void SwapIn(RecognitionEngine engine)
    {
        if (swap.Take() is not { } next || next.Encoder is null && next.Gallery.EncoderId != engine.Pipeline.Encoder.EncoderId)
            return;
        engine.Use(next);
        Show(next.Header, engine, null);
    }

    private void Show(ReleaseHeader release, RecognitionEngine engine, string? fault)
    {
        var (gallery, package) = (engine.Pipeline.Gallery, engine.Pipeline.Encoder.Package);
        feed.Gallery = gallery;
        (swap.Package, swap.Provider) = (package, $"{engine.Pipeline.Encoder.Provider}");
        swap.Running.Publish(release);
        Health.Healthy(KioskPart.Encoder, $"{package.Manifest.Name} {package.EncoderId.Short} on {engine.Pipeline.Encoder.Provider}");
        var inUse = string.Create(CultureInfo.InvariantCulture,
            $"release {release.Version} of {release.Gallery}, {gallery.Products.Length} products, {gallery.Entries.Length} reference images");
        if (fault is null)
            Health.Healthy(KioskPart.Gallery, inUse);
        else
            Health.Degraded(KioskPart.Gallery, $"{fault} In use: {inUse}.");
    }

    private void Show(ArrivedFrame arrived, PipelineResult result, Gallery gallery)
    {
        var image = arrived.Frame.Image;
        foreach (var added in result.Added.Concat(result.Changed))
        {
            metrics.Decided(added.Decision.Kind);
            LogDecided(added.Id, added.Decision.Kind, added.Decision.Match?.Best.Product.Sku.Value, added.Decision.Reason);
            feed.Show(added.Id, Picture(image, added.Box));
        }
        foreach (var removed in result.Removed)
            feed.Forget(removed.Id);
        var tray = new SeenTray(result.Sequence, image.Width, image.Height, result.Tray is TrayState.Still or TrayState.Empty,
            result.Tray is TrayState.Moving or TrayState.Unseen, result.Tracks);
        hearing.See(tray, gallery);
        if (arrived.IsTrusted)
            barcodes.Offer(image, tray);
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

    [LoggerMessage(202, LogLevel.Warning, "A kept release cannot be used: {Reason}")]
    private partial void LogUnusable(string reason);
}
