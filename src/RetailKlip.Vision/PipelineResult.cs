using System.Collections.Immutable;

namespace RetailKlip.Vision;

/// <summary>What one frame said.</summary>
/// <param name="Tracks">Everything that lies on the tray, as last seen still; also while a hand moves above it.</param>
/// <param name="Added">Items that settled with this frame: each item once, whatever its decision.</param>
/// <param name="Changed">Items added before whose decision is another with this frame, as after the shopper turned them.</param>
/// <param name="Removed">Items that had been added and are gone with this frame.</param>
/// <param name="Embedded">How many crops went through the encoder.</param>
public sealed record PipelineResult(
    long Sequence, DateTimeOffset CapturedAt, TrayState Tray, ImmutableArray<TrackView> Tracks, ImmutableArray<TrackView> Added,
    ImmutableArray<TrackView> Changed, ImmutableArray<TrackView> Removed, int Embedded, PipelineTimings Timings);
