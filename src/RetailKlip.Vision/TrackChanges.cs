using System.Collections.Immutable;

namespace RetailKlip.Vision;

/// <summary>What one frame did to the items on the tray; see <see cref="PipelineResult"/>.</summary>
internal readonly record struct TrackChanges(
    ImmutableArray<TrackView> Tracks, ImmutableArray<TrackView> Added, ImmutableArray<TrackView> Changed,
    ImmutableArray<TrackView> Removed);
