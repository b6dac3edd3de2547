using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>One physical item on the tray as a frame left it.</summary>
/// <param name="Id">Unique within its pipeline; stays with the item as long as it lies there, moved or not.</param>
/// <param name="Box">In pixels of the whole frame.</param>
/// <param name="Decision">Over all views of the item so far.</param>
/// <param name="IsSettled">Enough views agree: the item has been, or is now, reported as added.</param>
public sealed record TrackView(long Id, PixelBox Box, Decision Decision, bool IsSettled);
