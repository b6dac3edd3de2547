namespace RetailKlip.Scenes;

/// <summary>The printed panels of one product at one density, each printed when it is first seen.</summary>
/// <param name="density">Pixels a millimetre.</param>
internal sealed class LabelSet(DrawnProduct product, float density)
{
    private readonly Dictionary<Panel, Texture> _panels = [];

    public long Bytes { get; private set; }

    /// <summary>Null where the part is not printed.</summary>
    public Texture? Of(MeshPart part)
    {
        if (part.Panel == Panel.None)
            return null;
        if (!_panels.TryGetValue(part.Panel, out var texture))
        {
            _panels[part.Panel] = texture = LabelPainter.Print(product, part.Panel, part.PanelSize, density);
            Bytes += texture.Bytes;
        }
        return texture;
    }
}
