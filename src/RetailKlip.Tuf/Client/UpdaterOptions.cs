namespace RetailKlip.Tuf;

/// <summary>What a client puts up with. The defaults suit repositories of up to some ten thousand targets.</summary>
public sealed class UpdaterOptions
{
    /// <summary>How many new root versions one refresh follows, at least 1.</summary>
    public int MaxRootRotations { get; set; } = 256;

    /// <summary>How many roles one search for a target visits, the top-level one not counted; at least 0.</summary>
    public int MaxDelegations { get; set; } = 32;

    /// <summary>Of a root file, in bytes.</summary>
    public int MaxRootBytes { get; set; } = 512_000;

    /// <summary>Of a timestamp file, in bytes.</summary>
    public int MaxTimestampBytes { get; set; } = 16_384;

    /// <summary>Of a snapshot file, in bytes; less where the timestamp says so.</summary>
    public int MaxSnapshotBytes { get; set; } = 2_000_000;

    /// <summary>Of a targets file, in bytes; less where the snapshot says so.</summary>
    public int MaxTargetsBytes { get; set; } = 5_000_000;

    /// <summary>A transfer that brings less on average over a <see cref="StallWindow"/> is cut.</summary>
    public int MinimumBytesPerSecond { get; set; } = 500;

    /// <summary>How long a transfer, its beginning as well, may be slower than <see cref="MinimumBytesPerSecond"/>.</summary>
    public TimeSpan StallWindow { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the beginning of an interrupted download waits to be continued before it is deleted.</summary>
    public TimeSpan PartialLifetime { get; set; } = TimeSpan.FromDays(14);
}
