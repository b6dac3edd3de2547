using System.Collections.Immutable;

namespace RetailKlip.Scenes;

/// <summary>Several items on the tray under the kiosk's camera, with their truth.</summary>
public sealed class TrayScene
{
    public ImmutableArray<TrueItem> Truth => throw new NotImplementedException();

    /// <summary>Items placed at random, none overlapping another.</summary>
    public static TrayScene Random(IReadOnlyList<DrawnProduct> products, int items, int seed, int width = 1280, int height = 720) => throw new NotImplementedException();

    public Picture Render() => throw new NotImplementedException();

    /// <summary>The same tray and light with nothing on it.</summary>
    public Picture RenderEmpty() => throw new NotImplementedException();
}
