using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>The rows of a gallery in SQLite: what <see cref="GalleryStore"/> and <see cref="GalleryFile"/> have in common.</summary>
internal static class GalleryTables
{
    public static readonly SqliteSchema Schema = new(ApplicationId: 0x524B4741, Version: 2, """
        CREATE TABLE gallery (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            encoder TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            version INTEGER NOT NULL,
            content_hash BLOB NOT NULL,
            decision TEXT) STRICT;
        CREATE TABLE product (
            sku TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            gtin TEXT,
            plu INTEGER,
            thumbnail BLOB,
            rule TEXT) STRICT;
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sku TEXT NOT NULL REFERENCES product (sku),
            embedding BLOB NOT NULL,
            source TEXT NOT NULL) STRICT;
        CREATE INDEX entry_of_product ON entry (sku);
        """, (path, reason, cause) => new GalleryDamagedException(path, reason, cause))
    {
        // From version 1, which knew neither thresholds of a gallery nor rules of a product.
        Upgrade = "ALTER TABLE gallery ADD COLUMN decision TEXT; ALTER TABLE product ADD COLUMN rule TEXT",
    };

    private static readonly DecisionJson RuleJson = new(new JsonSerializerOptions(DecisionJson.Default.Options) { WriteIndented = false });

    public static (GalleryHeader Header, ContentHash Hash) ReadHeader(SqliteConnection connection, string path)
    {
        using var command = connection.Command(SqliteFile.IsOfVersion(connection, Schema)
            ? "SELECT encoder, dimension, version, content_hash, decision FROM gallery"
            : "SELECT encoder, dimension, version, content_hash, NULL FROM gallery");
        using var row = command.ExecuteReader();
        if (!row.Read() || !EncoderId.TryParse(row.GetString(0), out var encoder) || row.GetInt64(1) is not (> 0 and <= int.MaxValue) ||
            row.GetFieldValue<byte[]>(3) is not { Length: ContentHash.Length } hash)
            throw new GalleryDamagedException(path, "its header row is not valid");
        return (new GalleryHeader(encoder, row.GetInt32(1), row.GetInt64(2), row.IsDBNull(4) ? null : row.GetString(4)), ContentHash.Read(hash));
    }

    /// <summary>Reads everything and checks it against the content hash.</summary>
    public static Gallery Read(SqliteConnection connection, string path)
    {
        try
        {
            // One snapshot for all three tables, whoever writes meanwhile.
            using var transaction = connection.BeginTransaction(deferred: true);
            var (header, stored) = ReadHeader(connection, path);
            var actual = new ContentHash();
            actual.Add(header);
            var products = ReadProducts(connection, actual);
            var entries = ReadEntries(connection, null, header.Encoder, actual);
            if (!actual.ToBytes().AsSpan().SequenceEqual(stored.ToBytes()))
                throw new GalleryDamagedException(path, "its content does not match its content hash");
            return new Gallery(header.Version, header.Encoder, header.Dimension, products, entries,
                header.Decision is { } decision ? GalleryDecision.Parse(decision) : null);
        }
        catch (Exception exception) when (
            exception is FormatException or ArgumentException or InvalidCastException or EncoderMismatchException)
        {
            throw new GalleryDamagedException(path, exception.Message, exception);
        }
    }

    /// <summary>Writes a whole gallery into empty tables.</summary>
    public static void Write(SqliteConnection connection, Gallery gallery, long version)
    {
        var header = new GalleryHeader(gallery.EncoderId, gallery.Dimension, version, gallery.Decision?.ToJson());
        var hash = new ContentHash();
        hash.Add(header);
        foreach (var product in gallery.Products)
            Insert(connection, product, hash);
        foreach (var entry in gallery.Entries)
            Insert(connection, entry.Id, entry.Sku, entry.Embedding, entry.Source, hash);
        WriteHeader(connection, header, hash);
    }

    public static void WriteHeader(SqliteConnection connection, GalleryHeader header, ContentHash hash) => connection.Execute(
        "INSERT OR REPLACE INTO gallery (id, encoder, dimension, version, content_hash, decision) VALUES (1, $1, $2, $3, $4, $5)",
        header.Encoder.Value, header.Dimension, header.Version, hash.ToBytes(), header.Decision);

    public static Product? Find(SqliteConnection connection, Sku sku)
    {
        using var command = connection.Command("SELECT sku, name, gtin, plu, thumbnail, rule FROM product WHERE sku = $1", sku.Value);
        using var row = command.ExecuteReader();
        return row.Read() ? ReadProduct(row) : null;
    }

    /// <summary>Adds a product, or replaces it.</summary>
    public static void Insert(SqliteConnection connection, Product product, ContentHash hash)
    {
        var thumbnail = product.Thumbnail is { Length: > 0 } picture ? picture.ToArray() : null;
        connection.Execute(
            """
            INSERT INTO product (sku, name, gtin, plu, thumbnail, rule) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (sku) DO UPDATE SET
                name = excluded.name, gtin = excluded.gtin, plu = excluded.plu, thumbnail = excluded.thumbnail, rule = excluded.rule
            """, product.Sku.Value, product.Name, product.Gtin?.Digits14, product.Plu?.Code, thumbnail,
            product.Rule is { } rule ? ToJson(rule) : null);
        hash.Add(product);
    }

    /// <param name="id">Null for the next one.</param>
    public static void Insert(SqliteConnection connection, long? id, Sku sku, Embedding embedding, string source, ContentHash hash)
    {
        var blob = ToBlob(embedding);
        var given = (long)connection.Scalar(
            "INSERT INTO entry (id, sku, embedding, source) VALUES ($1, $2, $3, $4) RETURNING id", id, sku.Value, blob, source)!;
        hash.Add(given, sku, blob, source);
    }

    /// <summary>Removes a product and its entries; false where it is not there.</summary>
    public static bool Delete(SqliteConnection connection, Sku sku, EncoderId encoder, ContentHash hash)
    {
        if (Find(connection, sku) is not { } product)
            return false;
        foreach (var entry in ReadEntries(connection, sku, encoder, counted: null))
            hash.Remove(entry.Id, sku, ToBlob(entry.Embedding), entry.Source);
        hash.Remove(product);
        connection.Execute("DELETE FROM entry WHERE sku = $1", sku.Value);
        connection.Execute("DELETE FROM product WHERE sku = $1", sku.Value);
        return true;
    }

    private static List<Product> ReadProducts(SqliteConnection connection, ContentHash hash)
    {
        var products = new List<Product>();
        using var command = connection.Command(SqliteFile.IsOfVersion(connection, Schema)
            ? "SELECT sku, name, gtin, plu, thumbnail, rule FROM product"
            : "SELECT sku, name, gtin, plu, thumbnail, NULL FROM product");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            products.Add(ReadProduct(row));
            hash.Add(products[^1]);
        }
        return products;
    }

    private static Product ReadProduct(SqliteDataReader row) => new(
        Sku.Parse(row.GetString(0)), row.GetString(1), row.IsDBNull(2) ? null : Gtin.Parse(row.GetString(2)),
        row.IsDBNull(3) ? null : Plu.Parse(row.GetString(3)), row.IsDBNull(4) ? (ReadOnlyMemory<byte>?)null : row.GetFieldValue<byte[]>(4),
        row.IsDBNull(5) ? null : ToRule(row.GetString(5)));

    // Of one product, or of all.
    private static List<GalleryEntry> ReadEntries(SqliteConnection connection, Sku? of, EncoderId encoder, ContentHash? counted)
    {
        var entries = new List<GalleryEntry>();
        using var command = of is { } sku
            ? connection.Command("SELECT id, sku, embedding, source FROM entry WHERE sku = $1 ORDER BY id", sku.Value)
            : connection.Command("SELECT id, sku, embedding, source FROM entry ORDER BY id");
        using var row = command.ExecuteReader();
        float[] values = [];
        while (row.Read())
        {
            var (id, product, blob, source) = (row.GetInt64(0), Sku.Parse(row.GetString(1)), row.GetFieldValue<byte[]>(2),
                row.GetString(3));
            Array.Resize(ref values, blob.Length / sizeof(float));
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(blob.AsSpan(i * sizeof(float)));
            entries.Add(new GalleryEntry(id, product, Embedding.FromUnit(encoder, values), source));
            counted?.Add(id, product, blob, source);
        }
        return entries;
    }

    /// <summary>A product's rule as it is stored and hashed.</summary>
    public static string ToJson(ProductRule rule) => JsonSerializer.Serialize(rule, RuleJson.ProductRule);

    /// <exception cref="FormatException">The text is no rule.</exception>
    /// <exception cref="ArgumentException">The rule contradicts itself.</exception>
    public static ProductRule ToRule(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RuleJson.ProductRule)?.Validated() ?? throw new FormatException("null is no rule.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static byte[] ToBlob(Embedding embedding)
    {
        var blob = new byte[embedding.Dimension * sizeof(float)];
        for (var i = 0; i < embedding.Dimension; i++)
            BinaryPrimitives.WriteSingleLittleEndian(blob.AsSpan(i * sizeof(float)), embedding.Values[i]);
        return blob;
    }
}
