using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>One physical item on the tray as a frame left it: an immutable picture of a <see cref="Track"/>, for any thread.</summary>
/// <param name="Id">Unique for ever; stays with the item as long as it lies there, moved or not.</param>
/// <param name="Box">In pixels of the whole frame.</param>
/// <param name="Decision">Over the latest views of the item.</param>
/// <param name="Evidence">The normalised mean of these views.</param>
/// <param name="IsSettled">Enough views agree: the item has been, or is now, reported as added.</param>
public sealed record TrackView(Guid Id, PixelBox Box, Decision Decision, Embedding Evidence, bool IsSettled)
{
    /// <summary>What a basket line keeps of the item.</summary>
    public LineEvidence ToLineEvidence(LineOrigin origin) => new(origin, Id, Box, Decision.Kind,
        Decision.Match?.Similarity, Decision.Match?.Margin, Decision.Match?.GalleryVersion, Evidence.EncoderId,
        Explanation.Of(Decision, Evidence.EncoderId));
}
