using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// A gallery on disk that changes: one SQLite file, each change one transaction and one new version, which a crash leaves
/// either done or not begun. Safe for several threads. Searching is the loaded <see cref="Gallery"/>'s work.
/// </summary>
public sealed class GalleryStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private Gallery _loaded;

    private GalleryStore(string path, SqliteConnection connection, Gallery loaded) =>
        (Path, _connection, _loaded) = (path, connection, loaded);

    public string Path { get; }

    public EncoderId EncoderId => _loaded.EncoderId;

    public int Dimension => _loaded.Dimension;

    /// <summary>Creates an empty gallery of version 0, and its folder where there is none.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static GalleryStore Create(string path, EncoderId encoder, int dimension)
    {
        SqliteFile.CreateInPlace(path, GalleryTables.Schema, TimeProvider.System,
            connection => GalleryTables.Write(connection, Gallery.Empty(encoder, dimension), version: 0));
        return Open(path);
    }

    /// <summary>Opens a gallery after checking its structure and its content.</summary>
    /// <param name="wanted">The encoder in use; null where any will do.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="GalleryDamagedException">The file is not what was written.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote the file.</exception>
    /// <exception cref="EncoderMismatchException">The gallery is of another encoder than <paramref name="wanted"/>.</exception>
    /// <exception cref="IOException">The file cannot be used, or is a closed one, which must not change.</exception>
    public static GalleryStore Open(string path, EncoderId? wanted = null)
    {
        if (File.Exists(path) && SqliteFile.IsClosed(path))
            throw new IOException(
                $"{path} is a closed gallery, which must not change: put its digest {path}{GalleryFile.DigestSuffix} beside it.");
        var connection = SqliteFile.Open(path, GalleryTables.Schema);
        try
        {
            var gallery = SqliteFile.Guard(path, GalleryTables.Schema, () => GalleryTables.Read(connection, path));
            GalleryFile.ThrowIfMismatched(path, gallery, wanted);
            return new GalleryStore(path, connection, gallery);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a gallery; a missing one is created, and a damaged one moved to <c>path.damaged-TIME</c> and replaced by an empty
    /// one.</summary>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote the file; it is left where it is.</exception>
    /// <exception cref="EncoderMismatchException">The gallery is of another encoder; it is left where it is.</exception>
    public static GalleryOpening OpenOrSetAside(string path, EncoderId encoder, int dimension, TimeProvider? time = null)
    {
        if (!File.Exists(path))
            return new GalleryOpening(Create(path, encoder, dimension), null, null);
        try
        {
            return new GalleryOpening(Open(path, encoder), null, null);
        }
        catch (GalleryDamagedException damage)
        {
            var aside = SqliteFile.SetAside(path, time ?? TimeProvider.System);
            return new GalleryOpening(Create(path, encoder, dimension), aside, damage.Message);
        }
    }

    /// <summary>The whole gallery as it is now, checked against its content hash; the same instance until something changes.</summary>
    /// <exception cref="GalleryDamagedException">The file is not what was written.</exception>
    public Gallery Load() => Locked(() =>
    {
        if (GalleryTables.ReadHeader(_connection, Path).Header.Version != _loaded.Version)
            _loaded = GalleryTables.Read(_connection, Path);
        return _loaded;
    });

    /// <summary>Adds a product, or replaces its name and codes; its new reference images join those it has. Returns the new
    /// version.</summary>
    /// <param name="images">Embedding and source of each; may be empty.</param>
    /// <exception cref="EncoderMismatchException">An embedding is of another encoder.</exception>
    /// <exception cref="ArgumentException">An embedding has another dimension, or the product a name, thumbnail or rule that is not
    /// allowed.</exception>
    public long Enrol(Product product, IReadOnlyList<(Embedding Embedding, string Source)> images)
    {
        ThrowIfInvalid(product);
        return Change((header, hash) =>
        {
            foreach (var (embedding, source) in images)
            {
                if (embedding.EncoderId != header.Encoder)
                    throw new EncoderMismatchException($"Reference image {source}", header.Encoder, embedding.EncoderId);
                if (embedding.Dimension != header.Dimension)
                    throw new ArgumentException(
                        $"Reference image {source} has {embedding.Dimension} dimensions, its gallery {header.Dimension}.", nameof(images));
            }
            if (GalleryTables.Find(_connection, product.Sku) is { } before)
                hash.Remove(before);
            GalleryTables.Insert(_connection, product, hash);
            foreach (var (embedding, source) in images)
                GalleryTables.Insert(_connection, null, product.Sku, embedding, source, hash);
            return header;
        });
    }

    /// <summary>Removes a product and its entries; false where it is not there.</summary>
    public bool Remove(Sku sku)
    {
        var removed = false;
        Change((header, hash) =>
        {
            removed = GalleryTables.Delete(_connection, sku, header.Encoder, hash);
            return removed ? header : null;
        });
        return removed;
    }

    /// <summary>Gives the gallery thresholds of its own, or takes them away by null. Returns the new version.</summary>
    /// <exception cref="EncoderMismatchException">They are of another encoder.</exception>
    /// <exception cref="ArgumentException">A threshold is out of its range.</exception>
    public long UseDecision(GalleryDecision? decision) => Change((header, hash) =>
    {
        if (decision is not null && decision.EncoderId != header.Encoder)
            throw new EncoderMismatchException("The decision", header.Encoder, decision.EncoderId);
        hash.Remove(header);
        var changed = header with { Decision = decision?.Validated().ToJson() };
        hash.Add(changed);
        return changed;
    });

    /// <summary>
    /// Replaces everything by the content of another gallery, its encoder too, since the two swap together. Returns the new
    /// version, which continues this store's count.
    /// </summary>
    /// <exception cref="ArgumentException">A product has a name or thumbnail that is not allowed.</exception>
    public long ReplaceAll(Gallery content)
    {
        foreach (var product in content.Products)
            ThrowIfInvalid(product);
        var version = Change((header, hash) =>
        {
            foreach (var table in (ReadOnlySpan<string>)["entry", "product", "gallery"])
                _connection.Execute($"DELETE FROM {table}");
            GalleryTables.Write(_connection, content, header.Version);
            hash.Become(GalleryTables.ReadHeader(_connection, Path).Hash);
            return header with { Encoder = content.EncoderId, Dimension = content.Dimension, Decision = content.Decision?.ToJson() };
        });
        Load();
        return version;
    }

    /// <summary>Writes the gallery as one closed file with its digest beside it, atomically: see <see cref="GalleryFile"/>.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void ExportTo(string path)
    {
        if (System.IO.Path.GetFullPath(path) == System.IO.Path.GetFullPath(Path))
            throw new IOException($"{path} is the gallery itself: export it to another path.");
        Locked(() =>
        {
            GalleryFile.Publish(path, temporary => _connection.Execute("VACUUM INTO $1", temporary));
            return true;
        });
    }

    public void Dispose()
    {
        lock (_gate)
            _connection.Dispose();
    }

    // Runs one transaction: edit gets the header and the content hash as they are, changes rows and hash, and returns the new
    // header, whose version is raised here; null where nothing changed.
    private long Change(Func<GalleryHeader, ContentHash, GalleryHeader?> edit) => Locked(() =>
    {
        using var transaction = _connection.BeginTransaction();
        var (before, hash) = GalleryTables.ReadHeader(_connection, Path);
        if (edit(before, hash) is not { } edited)
            return before.Version;
        var after = edited with { Version = before.Version + 1 };
        hash.Remove(edited);
        hash.Add(after);
        GalleryTables.WriteHeader(_connection, after, hash);
        transaction.Commit();
        return after.Version;
    });

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return SqliteFile.Guard(Path, GalleryTables.Schema, work);
    }

    private static void ThrowIfInvalid(Product product)
    {
        if (string.IsNullOrWhiteSpace(product.Name))
            throw new ArgumentException($"Product {product.Sku} has no name: give it one.", nameof(product));
        product.Rule?.Validated();
        if (product.Thumbnail is { Length: > Product.MaxThumbnailBytes and var length })
            throw new ArgumentException(
                $"The thumbnail of product {product.Sku} has {length} bytes: at most {Product.MaxThumbnailBytes} are allowed.",
                nameof(product));
    }
}
