namespace RetailKlip.Core;

/// <summary>Why a line is in the basket: the track and the numbers of the decision that named it, or the person who did.</summary>
/// <param name="Track">The item on the tray; null where none was seen, as for a scanned code.</param>
/// <param name="Box">Where the item lay, in pixels of its frame; it tells whether an item seen after a restart is in the basket
/// already.</param>
/// <param name="Why">All that recognition rested on; null where it was not asked, and in baskets of before.</param>
/// <param name="Decision">What recognition said; null where it was not asked.</param>
public sealed record LineEvidence(
    LineOrigin Origin, Guid? Track = null, PixelBox? Box = null, DecisionKind? Decision = null,
    float? Similarity = null, float? Margin = null, long? GalleryVersion = null, EncoderId? Encoder = null,
    Explanation? Why = null)
{
    /// <summary>The evidence of a track that has been seen.</summary>
    public static LineEvidence Of(Track track, LineOrigin origin) => new(origin, track.Id, track.Box, track.Decision?.Kind,
        track.Decision?.Match?.Similarity, track.Decision?.Match?.Margin, track.Decision?.Match?.GalleryVersion, track.Evidence?.EncoderId,
        track is { Decision: { } decision, Evidence: { } evidence } ? Explanation.Of(decision, evidence.EncoderId) : null);
}
