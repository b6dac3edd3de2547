using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// A release as it travels: a whole one or a delta, one SQLite file compressed by Brotli (RFC 7932), described by a
/// <see cref="ReleaseRecord"/> in signed metadata.
/// </summary>
/// <remarks>
/// Whatever is refused or interrupted, the older release is not touched: the new one is made beside its place, proved by its content hash,
/// and gets its name by one rename.
/// </remarks>
public static class ReleasePackage
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Packs a whole release.</summary>
    /// <param name="release">As <see cref="ReleaseFile"/> writes it.</param>
    /// <param name="package">Replaced in one step where it exists.</param>
    /// <exception cref="ReleaseRefusedException"><paramref name="release"/> is not what was written.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static ReleaseRecord Pack(string release, string package)
    {
        var (header, products, entries, rows) = Describe(release);
        return Compress(release, package, header, products, entries, rows, 0);
    }

    /// <summary>Packs what makes the newer release of the older one.</summary>
    /// <exception cref="ArgumentException">They are of different galleries or encoders, or not in this order: a delta never crosses
    /// spaces.</exception>
    /// <exception cref="ReleaseRefusedException">One of them is not what was written.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static ReleaseRecord PackDelta(string older, string newer, string package)
    {
        var before = ReleaseFile.Verify(older);
        var (header, products, entries, _) = Describe(newer);
        var delta = header with { Base = before.Version };
        if (Mismatch(before, delta) is { } mismatch)
            throw new ArgumentException($"No delta leads from {older} to {newer}: {mismatch}. Publish the newer one whole.", nameof(older));
        var unpacked = package + ".unpacked";
        try
        {
            var (changed, gone) = (0L, 0L);
            SqliteFile.CreateClosed(unpacked, ReleaseTables.Schema, connection =>
            {
                ReleaseTables.WriteHeader(connection, delta);
                (changed, gone) = ReleaseTables.WriteDifference(connection);
            }, (ReleaseTables.Older, older), (ReleaseTables.Newer, newer));
            return Compress(unpacked, package, delta, products, entries, changed, gone);
        }
        finally
        {
            File.Delete(unpacked);
        }
    }

    /// <summary>Unpacks a whole release to <paramref name="release"/>, where it is the old file or the new one, proved.</summary>
    /// <param name="record">Signed; what differs from it is refused.</param>
    /// <exception cref="ReleaseRefusedException">The package is not what its record says.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote it.</exception>
    /// <exception cref="IOException">A file cannot be read or written, for example because the disk is full.</exception>
    public static void Unpack(string package, ReleaseRecord record, string release)
    {
        if (record.Base is not null)
            throw new ReleaseRefusedException(package, "it is a delta, no whole release");
        var unpacked = DurableFile.TemporaryFor(release);
        try
        {
            Decompress(package, record, unpacked);
            using (var connection = SqliteFile.OpenClosed(unpacked, ReleaseTables.Schema))
                SqliteFile.Guard(package, ReleaseTables.Schema, () =>
                {
                    Check(connection, package, record);
                    return Count(package, record, ReleaseFile.Prove(connection, record, package));
                });
            DurableFile.Publish(unpacked, release);
        }
        finally
        {
            File.Delete(unpacked);
        }
    }

    /// <summary>Makes <paramref name="release"/> of an older release by a delta, in one transaction on a copy; the older file stays as it
    /// is.</summary>
    /// <param name="older">The release that the delta changes.</param>
    /// <param name="record">Signed; what differs from it is refused.</param>
    /// <param name="release">Where it is the old file or the new one, proved; may be <paramref name="older"/>.</param>
    /// <exception cref="ReleaseRefusedException">The package is not what its record says, or does not fit the older release.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote it.</exception>
    /// <exception cref="IOException">A file cannot be read or written, for example because the disk is full.</exception>
    public static void Apply(string older, string package, ReleaseRecord record, string release)
    {
        var before = ReleaseFile.Verify(older);
        if (Mismatch(before, record) is { } mismatch)
            throw new ReleaseRefusedException(package, mismatch);
        var unpacked = DurableFile.TemporaryFor(release) + ".delta";
        var applied = DurableFile.TemporaryFor(release);
        try
        {
            Decompress(package, record, unpacked);
            using (var delta = SqliteFile.OpenClosed(unpacked, ReleaseTables.Schema))
                SqliteFile.Guard(package, ReleaseTables.Schema, () => Check(delta, package, record));
            File.Copy(older, applied, overwrite: true);
            SqliteFile.ChangeClosed(applied, ReleaseTables.Schema, connection =>
            {
                ReleaseTables.ApplyDifference(connection);
                ReleaseTables.WriteHeader(connection, record with { Base = null });
                Count(package, record, ReleaseFile.Prove(connection, record, package));
            }, (ReleaseTables.Delta, unpacked));
            DurableFile.Publish(applied, release);
        }
        finally
        {
            File.Delete(unpacked);
            File.Delete(applied);
        }
    }

    /// <summary>Makes a release that has the content of a kept one under a newer version, as when a server takes a release back: nothing is
    /// fetched for it.</summary>
    /// <param name="kept">With the content hash of <paramref name="record"/>.</param>
    /// <param name="record">Signed, of the newer version, whole.</param>
    /// <exception cref="ReleaseRefusedException">The kept release has other content.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Reissue(string kept, ReleaseRecord record, string release)
    {
        var header = new ReleaseHeader(
            record.Gallery, record.Version, null, record.EncoderId, record.Dimension, record.Embeddings, record.ContentHash);
        var before = ReleaseFile.Verify(kept);
        if ((before with { Version = record.Version }).DifferenceTo(header) is { } difference)
            throw new ReleaseRefusedException(kept, difference);
        var renamed = DurableFile.TemporaryFor(release);
        try
        {
            File.Copy(kept, renamed, overwrite: true);
            SqliteFile.ChangeClosed(renamed, ReleaseTables.Schema, connection => ReleaseTables.WriteHeader(connection, header));
            DurableFile.Publish(renamed, release);
        }
        finally
        {
            File.Delete(renamed);
        }
    }

    private static string? Mismatch(ReleaseHeader older, ReleaseHeader delta) =>
        delta.Base is null ? "it is a whole release, no delta"
        : older.DifferenceTo(new ReleaseHeader(
            delta.Gallery, delta.Base.Value, null, delta.EncoderId, delta.Dimension, delta.Embeddings, older.ContentHash)) is { } difference
            ? $"it does not fit the older release: {difference}"
        : delta.Fault();

    private static (ReleaseHeader Header, long Products, long Entries, long Rows) Describe(string release)
    {
        var header = ReleaseFile.Verify(release);
        using var connection = SqliteFile.OpenClosed(release, ReleaseTables.Schema);
        var products = (long)connection.Scalar("SELECT count(*) FROM product")!;
        var entries = (long)connection.Scalar("SELECT count(*) FROM entry")!;
        return (header, products, entries, ReleaseTables.CountRows(connection));
    }

    // The shape first: nothing is asked of tables that may be something else.
    private static bool Check(SqliteConnection connection, string package, ReleaseRecord record)
    {
        ReleaseTables.CheckShape(connection, package);
        return ReleaseTables.ReadHeader(connection, package).DifferenceTo(record) is { } difference
            ? throw new ReleaseRefusedException(package, difference)
            : true;
    }

    private static bool Count(string package, ReleaseRecord record, (long Products, long Entries) counted) =>
        counted == (record.Products, record.Entries) ? true : throw new ReleaseRefusedException(package, FormattableString.Invariant(
            $"it leads to {counted.Products} products and {counted.Entries} entries, not {record.Products} and {record.Entries}"));

    private static ReleaseRecord Compress(
        string unpacked, string package, ReleaseHeader header, long products, long entries, long changed, long gone)
    {
        using var source = File.OpenRead(unpacked);
        var bytes = source.Length;
        if (bytes > ReleaseRecord.MaxBytes)
            throw new IOException(
                $"{unpacked} has {bytes} bytes, a release at most {ReleaseRecord.MaxBytes}: leave thumbnails out, or split the gallery.");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(source));
        source.Position = 0;
        DurableFile.Write(package, stream =>
        {
            using var compressed = new BrotliStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            source.CopyTo(compressed, BufferBytes);
        });
        return new ReleaseRecord(header.Gallery, header.Version, header.Base, header.EncoderId, header.Dimension, header.Embeddings,
            header.ContentHash, products, entries, changed, gone, bytes, sha256);
    }

    // Never more bytes than the record says: a few kilobytes of Brotli can unpack to any size.
    private static void Decompress(string package, ReleaseRecord record, string unpacked)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(unpacked))!);
        using var source = File.OpenRead(package);
        using var compressed = new BrotliStream(source, CompressionMode.Decompress);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = new FileStream(unpacked, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var buffer = new byte[BufferBytes];
            while (Read(compressed, buffer, package) is > 0 and var read)
            {
                if (file.Length + read > record.Bytes)
                    throw new ReleaseRefusedException(package, $"it unpacks to more than the {record.Bytes} bytes of its record");
                file.Write(buffer, 0, read);
                hash.AppendData(buffer, 0, read);
            }
            if (file.Length < record.Bytes)
                throw new ReleaseRefusedException(package, $"it unpacks to {file.Length} bytes, not {record.Bytes}: it was cut short");
        }
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != record.Sha256)
            throw new ReleaseRefusedException(package, "it is not the file that its record was written for");
    }

    private static int Read(BrotliStream compressed, byte[] buffer, string package)
    {
        try
        {
            return compressed.Read(buffer);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException)
        {
            throw new ReleaseRefusedException(package, "it cannot be unpacked", wrong);
        }
    }
}
