using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// Whether the camera can be believed: what capture finds out for health, page and API, and what recognition knows about the tray.
/// For any thread.
/// </summary>
public sealed class CameraSight(TimeProvider time)
{
    // The light changes slowly.
    private static readonly TimeSpan LearnEvery = TimeSpan.FromSeconds(30);

    private volatile CameraWatch? _watch;
    private long? _learntAt;
    private int _relearn;

    /// <summary>What is wrong with the camera now; null where nothing is, or nothing is known yet.</summary>
    public Latest<CameraFault?> Faults { get; } = new(null);

    /// <summary>For an attendant who has moved the camera and cleared the tray: the tray is learnt anew from the next good pictures.</summary>
    public void Relearn() => Interlocked.Exchange(ref _relearn, 1);

    internal void Begin(CameraWatch watch) => _watch = watch;

    /// <summary>Whether <see cref="Relearn"/> was asked for since the last call; then the watch has forgotten the tray.</summary>
    internal bool TakeRelearn()
    {
        if (Interlocked.Exchange(ref _relearn, 0) == 0)
            return false;
        _watch?.Forget();
        _learntAt = null;
        return true;
    }

    /// <summary>A tray that was learnt before the kiosk started. A recording may show another one by now.</summary>
    internal void Recall(Mat tray) => _watch?.Recall(tray);

    /// <summary>Called with every frame that shows the tray empty.</summary>
    internal void Learn(Cropper cropper)
    {
        if (_learntAt is { } at && time.GetElapsedTime(at) < LearnEvery)
            return;
        using var tray = cropper.RememberTray();
        if (tray is null)
            return;
        _learntAt = time.GetTimestamp();
        _watch?.Learn(tray);
    }
}
