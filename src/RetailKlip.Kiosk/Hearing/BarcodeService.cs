using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Reads bar codes beside recognition, which never waits for it: a frame is copied only while the reader is idle, and only where a code could
/// say something. What lies still and has been read in vain is read ever more rarely.
/// </summary>
internal sealed class BarcodeService(
    TrayHearing hearing, KioskMetrics metrics, TimeProvider time,
    KioskHealth health, IHostApplicationLifetime lifetime, ILogger<BarcodeService> logger)
    : LoudService(health, lifetime, logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    // Bounds the time of a frame full of bars.
    private static readonly BarcodeReaderOptions Reading = new() { Patience = TimeSpan.FromMilliseconds(250) };

    private readonly SemaphoreSlim _offered = new(0);
    private readonly Mat _copy = new();
    private SeenTray _tray = SeenTray.None;
    private TimeSpan _pause;
    private long _readAt;
    private int _isBusy;

    /// <summary>Called by recognition with every frame that can be trusted; the frame stays the caller's.</summary>
    /// <param name="tray">What lies where in it.</param>
    public void Offer(Mat frame, SeenTray tray)
    {
        if (Volatile.Read(ref _isBusy) == 1 || !IsWorthReading(tray))
            return;
        frame.CopyTo(_copy);
        _pause = tray.Items == _tray.Items && tray.Still ? TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks)) : ShortestPause;
        _tray = tray;
        Volatile.Write(ref _isBusy, 1);
        _offered.Release();
    }

    public override void Dispose()
    {
        base.Dispose();
        _offered.Dispose();
        _copy.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var reader = new BarcodeReader(Reading);
        while (true)
        {
            await _offered.WaitAsync(stopping);
            var started = time.GetTimestamp();
            var codes = reader.Read(_copy);
            metrics.BarcodesRead(codes.Count, time.GetElapsedTime(started));
            hearing.Read(_tray, codes);
            _readAt = time.GetTimestamp();
            Volatile.Write(ref _isBusy, 0);
        }
    }

    // Above a moving hand only a code that is asked for is looked for.
    private bool IsWorthReading(SeenTray tray) => tray.Still
        ? hearing.HasItemWithoutCode && (tray.Items != _tray.Items || time.GetElapsedTime(_readAt) >= _pause)
        : hearing.WaitsForCode && time.GetElapsedTime(_readAt) >= ShortestPause;
}
