using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>A track with what the pipeline remembers about it between frames.</summary>
internal sealed class TrackedItem(Track track)
{
    public Track Track { get; } = track;

    /// <summary>Where it lies now; <see cref="Track.Box"/> is where it was last embedded.</summary>
    public PixelBox Box { get; set; } = track.Box;

    /// <summary>Still frames in a row without it.</summary>
    public int Missing { get; set; }

    /// <summary>Whether something moved since it was last embedded, so that another item may lie in its place.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Views since something moved last.</summary>
    public int Views { get; set; }

    /// <summary>What was reported about it; null before it settled.</summary>
    public Decision? Reported { get; set; }

    public TrackView View => new(Track.Id, Box, Reported ?? Track.Decision!, Track.Evidence!, Reported is not null);
}
