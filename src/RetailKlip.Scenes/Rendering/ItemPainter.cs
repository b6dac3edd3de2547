namespace RetailKlip.Scenes;

/// <summary>
/// Draws items with their shadows. Keeps the meshes and printed labels of the products drawn last, up to a limit of
/// memory. Not for several threads at once.
/// </summary>
/// <param name="labelBytes">How much memory printed labels may take.</param>
internal sealed class ItemPainter(long labelBytes)
{
    private static readonly float[] Densities = [0.6f, 0.85f, 1.2f, 1.7f, 2.4f, 3.4f, 4.8f];

    private readonly Rasteriser _rasteriser = new();
    private readonly ShadowCaster _shadows = new();
    private readonly Dictionary<Packaging, Mesh> _meshes = [];
    private readonly Dictionary<(DrawnProduct, float), LinkedListNode<LabelSet>> _labels = new(new ByReference());
    private readonly LinkedList<LabelSet> _recent = new();
    private readonly Dictionary<LabelSet, (DrawnProduct, float)> _keys = [];

    public PlacedModel Place(DrawnProduct product, Pose pose, float pixelsPerMillimetre, float lift = 0) =>
        PlacedModel.Place(MeshOf(product.Packaging), LabelsOf(product, pixelsPerMillimetre), pose, lift);

    public ItemLayer Draw(PlacedModel model, Viewpoint view, Lighting light, int? within = null) =>
        _rasteriser.Draw(model, view, light, within);

    /// <param name="movable">Whether the layer may be moved in the picture; else only what falls into it is worked out.</param>
    public ShadowLayer Shadow(PlacedModel model, Viewpoint view, Lighting light, bool movable = true) =>
        _shadows.Cast(model, view, light, movable);

    private Mesh MeshOf(Packaging packaging)
    {
        if (_meshes.TryGetValue(packaging, out var mesh))
            return mesh;
        if (_meshes.Count > 2000)
            _meshes.Clear();
        return _meshes[packaging] = PackagingMesh.Build(packaging);
    }

    private LabelSet LabelsOf(DrawnProduct product, float pixelsPerMillimetre)
    {
        var density = Array.Find(Densities, density => density >= 1.25f * pixelsPerMillimetre);
        var key = (product, density > 0 ? density : Densities[^1]);
        if (_labels.TryGetValue(key, out var node))
        {
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value;
        }
        // Sets grow after they are added, when another side is seen: the sum is taken anew.
        while (_recent.Count > 1 && _recent.Sum(set => set.Bytes) > labelBytes)
        {
            var oldest = _recent.Last!.Value;
            _recent.RemoveLast();
            _labels.Remove(_keys[oldest]);
            _keys.Remove(oldest);
        }
        var fresh = new LabelSet(product, key.Item2);
        _labels[key] = _recent.AddFirst(fresh);
        _keys[fresh] = key;
        return fresh;
    }

    /// <summary>Products are large records: their identity is cheaper to hash than their values.</summary>
    private sealed class ByReference : IEqualityComparer<(DrawnProduct Product, float Density)>
    {
        public bool Equals((DrawnProduct Product, float Density) x, (DrawnProduct Product, float Density) y) =>
            ReferenceEquals(x.Product, y.Product) && x.Density == y.Density;

        public int GetHashCode((DrawnProduct Product, float Density) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Product), key.Density);
    }
}
