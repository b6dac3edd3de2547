namespace RetailKlip.Vision;

/// <summary>
/// When a camera's pictures are no longer believed. The defaults stand apart from what drawn trays with hands and real photographs
/// show, and from each fault; the numbers are in <c>tests/RetailKlip.Benchmarks/Results</c>.
/// </summary>
public sealed record CameraWatchOptions
{
    /// <summary>Pixels that pictures must have; 0 takes what a live camera gives first, and anything of a recording.</summary>
    public int Width { get; init; }

    /// <summary>Pixels that pictures must have; 0 takes what a live camera gives first, and anything of a recording.</summary>
    public int Height { get; init; }

    /// <summary>How long pictures must be bad until that is a fault; items are not named from the first bad one on.</summary>
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.FromSeconds(1.2);

    /// <summary>How long pictures must be good until a fault is over.</summary>
    public TimeSpan RecoverAfter { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a live camera may repeat its pictures.</summary>
    public TimeSpan FrozenAfter { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a live camera may send nothing.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Luma, 0 to 255, that the brightest twentieth of a picture must reach.</summary>
    public int LeastBright { get; init; } = 40;

    /// <summary>Share of the picture, 0 to 1, that may be clipped to white.</summary>
    public double MostClipped { get; init; } = 0.5;

    /// <summary>Grey levels by which pictures of a live sensor differ at least, on average.</summary>
    public double LeastChange { get; init; } = 0.01;

    /// <summary>Mean change of luma between neighbours in the small copy, in grey levels, below which nothing is to be seen.</summary>
    public double LeastDetail { get; init; } = 0.5;

    /// <summary>Share of the tray's landmarks, 0 to 1, that must be where they were learnt.</summary>
    public double LeastInPlace { get; init; } = 0.25;
}
