namespace RetailKlip.Vision;

public sealed record CameraOptions
{
    /// <summary>Every frame of a recording once, in order; a failure is thrown instead of retried. For commands and tests.</summary>
    public static CameraOptions OneShot { get; } = new() { Pace = CameraPace.AsConsumed, Retry = false };

    public CameraPace Pace { get; init; } = CameraPace.RealTime;

    /// <summary>Rate of picture files and drawn pictures; a video knows its own.</summary>
    public double FramesPerSecond { get; init; } = 15;

    /// <summary>A recording begins anew at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>
    /// True: a source that is missing or breaks off is reopened for ever, meanwhile the camera is degraded. False: it
    /// is an error.
    /// </summary>
    public bool Retry { get; init; } = true;

    /// <summary>Longest time to open a source and get its first frame.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time without a frame from a live source; then it is given up and reopened.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the first reopening; doubles with jitter up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pixels asked of a device; it may deliver others.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Pixels asked of a device; it may deliver others.</summary>
    public int Height { get; init; } = 720;
}
