namespace RetailKlip.Core;

/// <summary>A gallery on disk that changes: one SQLite file, each change one transaction and one new version. Safe for several threads.</summary>
public sealed class GalleryStore : IDisposable
{
    public string Path => throw new NotImplementedException();

    public EncoderId EncoderId => throw new NotImplementedException();

    public int Dimension => throw new NotImplementedException();

    public static GalleryStore Create(string path, EncoderId encoder, int dimension) => throw new NotImplementedException();

    public static GalleryStore Open(string path, EncoderId? wanted = null) => throw new NotImplementedException();

    public static GalleryOpening OpenOrSetAside(string path, EncoderId encoder, int dimension, TimeProvider? time = null) => throw new NotImplementedException();

    /// <summary>Everything, checked against the content hash; the same instance until something changes.</summary>
    public Gallery Load() => throw new NotImplementedException();

    /// <summary>Adds a product, or replaces its name and codes, and adds reference images to those it has. Returns the new version.</summary>
    public long Enrol(Product product, IReadOnlyList<(Embedding Embedding, string Source)> images) => throw new NotImplementedException();

    /// <summary>Removes a product and its entries; false where it is not there.</summary>
    public bool Remove(Sku sku) => throw new NotImplementedException();

    /// <summary>Replaces everything by the products and entries of another gallery of the same encoder. Returns the new version.</summary>
    public long ReplaceAll(Gallery content) => throw new NotImplementedException();

    /// <summary>Writes one closed file and <c>path.sha256</c> beside it, atomically: see <see cref="GalleryFile"/>.</summary>
    public void ExportTo(string path) => throw new NotImplementedException();

    public void Dispose() => GC.SuppressFinalize(this);
}
