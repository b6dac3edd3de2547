namespace RetailKlip.Scenes;

/// <summary>
/// Draws single items as the camera above the tray sees them. Keeps the meshes and printed labels of the products drawn last.
/// Not safe for several threads at once: one renderer a thread.
/// </summary>
public sealed class ProductRenderer
{
    /// <summary>One item alone, cut from the view; pose, light and noise follow from <paramref name="seed"/>.</summary>
    public Picture Render(DrawnProduct product, int seed, ViewOptions? options = null) => throw new NotImplementedException();

    /// <summary>A studio picture on white, square.</summary>
    /// <param name="side">In pixels.</param>
    public Picture RenderPackshot(DrawnProduct product, int side = 256) => throw new NotImplementedException();
}
