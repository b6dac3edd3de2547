using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// The rows of a release in SQLite. A delta has the same tables: in them the rows that are new or changed, and in <c>gone</c> the keys of
/// those that are not there any more.
/// </summary>
internal static class ReleaseTables
{
    /// <summary>Names of the databases that are attached to the one that is written.</summary>
    public const string Older = "older", Newer = "newer", Delta = "delta";

    public const string WholeGallery = "gallery", OneProduct = "product/", RuleOfProduct = "rule/";

    public static readonly SqliteSchema Schema = new(ApplicationId: 0x524B5245, Version: 1, """
        CREATE TABLE release (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            gallery TEXT NOT NULL,
            version INTEGER NOT NULL,
            base INTEGER,
            encoder TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            embeddings TEXT NOT NULL,
            content_hash TEXT NOT NULL) STRICT;
        CREATE TABLE product (sku TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE code (sku TEXT NOT NULL PRIMARY KEY, gtin TEXT, plu INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE thumbnail (sku TEXT NOT NULL PRIMARY KEY, jpeg BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE entry (id INTEGER NOT NULL PRIMARY KEY, sku TEXT NOT NULL, embedding BLOB NOT NULL, source TEXT NOT NULL) STRICT;
        CREATE TABLE price (
            sku TEXT NOT NULL PRIMARY KEY, amount INTEGER NOT NULL, currency TEXT NOT NULL, unit TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE policy (subject TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE gone (part TEXT NOT NULL, key ANY NOT NULL, PRIMARY KEY (part, key)) STRICT, WITHOUT ROWID;
        """, (path, reason, cause) => new ReleaseRefusedException(path, reason, cause));

    // In the order in which they are hashed, each with its key.
    private static readonly (string Table, string Key)[] Parts =
        [("product", "sku"), ("code", "sku"), ("thumbnail", "sku"), ("entry", "id"), ("price", "sku"), ("policy", "subject")];

    private static readonly Lazy<ImmutableArray<string>> Expected = new(() =>
    {
        using var empty = new SqliteConnection("Data Source=:memory:;Pooling=False");
        empty.Open();
        empty.Execute(Schema.Tables);
        return Shape(empty);
    });

    /// <summary>A file with other tables, views or triggers than ours would let them act on what it is attached to.</summary>
    public static void CheckShape(SqliteConnection connection, string path)
    {
        if (!Shape(connection).SequenceEqual(Expected.Value))
            throw new ReleaseRefusedException(path, "it has other tables than a release");
    }

    public static ReleaseHeader ReadHeader(SqliteConnection connection, string path)
    {
        using var command = connection.Command("SELECT gallery, version, base, encoder, dimension, embeddings, content_hash FROM release");
        using var row = command.ExecuteReader();
        if (!row.Read())
            throw new ReleaseRefusedException(path, "it has no header");
        _ = EncoderId.TryParse(row.GetString(3), out var encoder);
        var header = new ReleaseHeader(row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), encoder,
            (int)Math.Clamp(row.GetInt64(4), 0, int.MaxValue),
            Enum.TryParse<EmbeddingFormat>(row.GetString(5), out var format) ? format : (EmbeddingFormat)(-1),
            row.GetString(6));
        return header.Fault() is { } fault ? throw new ReleaseRefusedException(path, fault) : header;
    }

    public static void WriteHeader(SqliteConnection connection, ReleaseHeader header) => connection.Execute(
        """
        INSERT OR REPLACE INTO release (id, gallery, version, base, encoder, dimension, embeddings, content_hash)
        VALUES (1, $1, $2, $3, $4, $5, $6, $7)
        """, header.Gallery, header.Version, header.Base, header.EncoderId.Value, header.Dimension, header.Embeddings.ToString(),
        header.ContentHash);

    /// <summary>The content hash of all rows as they are, and how many products and entries there are.</summary>
    /// <param name="use">Gets each row as well, with its table; null where nobody needs them.</param>
    public static (string Hash, long Products, long Entries) Hash(
        SqliteConnection connection, ReleaseHeader header, Func<string, Action<ReleaseRow>>? use = null)
    {
        using var hash = new ReleaseHash(header);
        var rows = new Dictionary<string, long>();
        foreach (var (table, key) in Parts)
        {
            using var select = connection.Command($"SELECT * FROM main.{table} ORDER BY {key}");
            rows[table] = hash.Rows(table, select, use?.Invoke(table));
        }
        return (hash.Finish(), rows["product"], rows["entry"]);
    }

    /// <summary>Writes everything into empty tables, but not the header.</summary>
    public static void Write(SqliteConnection connection, ReleaseContent content, EmbeddingFormat format)
    {
        foreach (var product in content.Gallery.Products)
        {
            connection.Execute("INSERT INTO product (sku, name) VALUES ($1, $2)", product.Sku.Value, product.Name);
            if (product.Gtin is not null || product.Plu is not null)
                connection.Execute("INSERT INTO code (sku, gtin, plu) VALUES ($1, $2, $3)",
                    product.Sku.Value, product.Gtin?.Digits14, product.Plu?.Code);
            if (product.Thumbnail is { Length: > 0 } picture)
                connection.Execute("INSERT INTO thumbnail (sku, jpeg) VALUES ($1, $2)", product.Sku.Value, picture.ToArray());
            if (product.Rule is { } rule)
                connection.Execute("INSERT INTO policy (subject, json) VALUES ($1, $2)", RuleOfProduct + product.Sku, GalleryTables.ToJson(rule));
        }
        foreach (var entry in content.Gallery.Entries)
            connection.Execute("INSERT INTO entry (id, sku, embedding, source) VALUES ($1, $2, $3, $4)",
                entry.Id, entry.Sku.Value, StoredEmbedding.Encode(entry.Embedding, format), entry.Source);
        foreach (var price in content.Prices)
            connection.Execute("INSERT INTO price (sku, amount, currency, unit) VALUES ($1, $2, $3, $4)",
                price.Sku.Value, price.Amount, price.Currency, price.Unit.ToString());
        if (content.Gallery.Decision is not { } decision)
            return;
        // A product's own thresholds are a row of their own, so that a delta need not carry all of them.
        connection.Execute("INSERT INTO policy (subject, json) VALUES ($1, $2)", WholeGallery, (decision with { Products = [] }).ToJson());
        foreach (var product in decision.Products)
            connection.Execute("INSERT INTO policy (subject, json) VALUES ($1, $2)",
                OneProduct + product.Sku, JsonSerializer.Serialize(product, ReleaseJson.Default.ProductThresholds));
    }

    /// <summary>Writes into empty tables what makes <see cref="Newer"/> of <see cref="Older"/>, both attached.</summary>
    /// <returns>How many rows are new or changed, and how many are gone.</returns>
    public static (long Changed, long Gone) WriteDifference(SqliteConnection connection)
    {
        var (changed, gone) = (0L, 0L);
        foreach (var (table, key) in Parts)
        {
            changed += connection.Execute($"INSERT INTO main.{table} SELECT * FROM {Newer}.{table} EXCEPT SELECT * FROM {Older}.{table}");
            gone += connection.Execute(
                $"INSERT INTO main.gone SELECT $1, {key} FROM {Older}.{table} WHERE {key} NOT IN (SELECT {key} FROM {Newer}.{table})",
                table);
        }
        return (changed, gone);
    }

    /// <summary>Brings the tables to what <see cref="Delta"/>, attached, makes of them.</summary>
    public static void ApplyDifference(SqliteConnection connection)
    {
        foreach (var (table, key) in Parts)
        {
            connection.Execute($"DELETE FROM main.{table} WHERE {key} IN (SELECT key FROM {Delta}.gone WHERE part = $1)", table);
            connection.Execute($"INSERT OR REPLACE INTO main.{table} SELECT * FROM {Delta}.{table}");
        }
    }

    public static long CountRows(SqliteConnection connection) =>
        Parts.Sum(part => (long)connection.Scalar($"SELECT count(*) FROM main.{part.Table}")!);

    private static ImmutableArray<string> Shape(SqliteConnection connection)
    {
        var shape = ImmutableArray.CreateBuilder<string>();
        using var command = connection.Command("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY name LIMIT 100");
        using var row = command.ExecuteReader();
        while (row.Read())
            shape.Add($"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)}");
        return shape.ToImmutable();
    }
}
