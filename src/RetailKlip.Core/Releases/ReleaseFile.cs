using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>A whole release as one closed file that never changes, with its own content hash in it: what a kiosk keeps, and what
/// packages are made from.</summary>
public static class ReleaseFile
{
    /// <summary>Writes a release; replaces what was there, in one step for whoever reads it.</summary>
    /// <param name="gallery">Its name: see <see cref="ReleaseTargets.IsName"/>. Its version is the content's.</param>
    /// <exception cref="ArgumentException">The name, the version or the content is not valid.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static ReleaseHeader Write(string path, string gallery, ReleaseContent content, EmbeddingFormat format)
    {
        content.Validated();
        var header = new ReleaseHeader(
            gallery, content.Gallery.Version, null, content.Gallery.EncoderId, content.Gallery.Dimension, format, new string('0', 64));
        if (header.Fault() is { } fault)
            throw new ArgumentException($"This is no release: {fault}.", nameof(content));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = DurableFile.TemporaryFor(path);
        SqliteFile.CreateClosed(temporary, ReleaseTables.Schema, connection =>
        {
            ReleaseTables.Write(connection, content, format);
            header = header with { ContentHash = ReleaseTables.Hash(connection, header).Hash };
            ReleaseTables.WriteHeader(connection, header);
        });
        DurableFile.Publish(temporary, path);
        return header;
    }

    /// <summary>What a file says about itself, once its content was held against its hash.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ReleaseRefusedException">It is not what was written, or no whole release.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote it.</exception>
    public static ReleaseHeader Verify(string path) => Use(path, (connection, header) =>
    {
        Prove(connection, header, path);
        return header;
    });

    /// <summary>Verifies a file and reads it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ReleaseRefusedException">It is not what was written, or no whole release.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote it.</exception>
    public static (ReleaseHeader Header, ReleaseContent Content) Load(string path) =>
        Use(path, (connection, header) =>
        {
            try
            {
                var rows = new ReleaseRows(header);
                Prove(connection, header, path, rows.Of);
                return (header, rows.Finish());
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException or JsonException or EncoderMismatchException)
            {
                throw new ReleaseRefusedException(path, wrong.Message.ReplaceLineEndings(" "), wrong);
            }
        });

    private static T Use<T>(string path, Func<SqliteConnection, ReleaseHeader, T> use)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist: check the path.", path);
        // Without SQLite's own check, which reads everything once more: what the content hash proves is all that is used.
        using var connection = SqliteFile.OpenProvable(path, ReleaseTables.Schema);
        return SqliteFile.Guard(path, ReleaseTables.Schema, () =>
        {
            ReleaseTables.CheckShape(connection, path);
            var header = ReleaseTables.ReadHeader(connection, path);
            if (header.Base is not null)
                throw new ReleaseRefusedException(path, "it is a delta, no whole release");
            return use(connection, header);
        });
    }

    /// <summary>Holds the rows against the header's content hash.</summary>
    /// <param name="use">Gets each row as well, before it is known whether it is true; null where nobody needs them.</param>
    /// <returns>How many products and entries there are.</returns>
    internal static (long Products, long Entries) Prove(
        SqliteConnection connection, ReleaseHeader header, string path, Func<string, Action<ReleaseRow>>? use = null)
    {
        try
        {
            var (hash, products, entries) = ReleaseTables.Hash(connection, header, use);
            return hash == header.ContentHash ? (products, entries)
                : throw new ReleaseRefusedException(path, "its content does not match its content hash");
        }
        catch (FormatException wrong)
        {
            throw new ReleaseRefusedException(path, wrong.Message, wrong);
        }
    }
}
