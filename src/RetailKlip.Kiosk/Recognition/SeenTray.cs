using System.Collections.Immutable;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>What recognition says about one frame. Holds no pixels.</summary>
/// <param name="Sequence">Of the frame; -1 before the first.</param>
/// <param name="Width">Of the frame in pixels, as <paramref name="Height"/>.</param>
/// <param name="Still">Nothing moves above the tray, and the items are all that lies there.</param>
/// <param name="Moving">A hand or an item moves, or the picture is not to be trusted.</param>
/// <param name="Items">In the order they came; also while a hand moves above them.</param>
public sealed record SeenTray(long Sequence, int Width, int Height, bool Still, bool Moving, ImmutableArray<TrackView> Items)
{
    public static SeenTray None { get; } = new(-1, 0, 0, false, false, []);

    public bool IsClear => Still && Items.IsEmpty;
}
