using System.Collections.Immutable;
using RetailKlip.Core;

namespace RetailKlip.Scenes;

/// <summary>A timed checkout in front of the tray camera: an empty tray, items put down and taken away by hand, lying still.</summary>
public sealed class TrayScript
{
    public int FramesPerSecond => throw new NotImplementedException();

    public TimeSpan Duration => throw new NotImplementedException();

    /// <summary>What lies on the tray at the end: the basket that a right kiosk has, quantity by sku.</summary>
    public ImmutableSortedDictionary<Sku, int> ExpectedBasket => throw new NotImplementedException();

    public static TrayScript Demo(int framesPerSecond = 15, int width = 1280, int height = 720) => throw new NotImplementedException();

    public static TrayScript Random(int seed, int framesPerSecond = 15, int width = 1280, int height = 720) => throw new NotImplementedException();

    /// <summary>The frames in order. The picture is one buffer, overwritten by the next step of the enumeration.</summary>
    public IEnumerable<Picture> Frames() => throw new NotImplementedException();
}
