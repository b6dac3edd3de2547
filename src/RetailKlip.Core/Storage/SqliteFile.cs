using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// Opens SQLite files so that a committed transaction is on the disk (WAL, synchronous FULL) and damage is found before anything
/// is read, and turns SQLite's errors into ones that name the file.
/// </summary>
internal static class SqliteFile
{
    private const int JournalMarksEnd = 20;
    private const byte RollbackJournal = 1;
    private const byte WriteAheadLog = 2;

    private static readonly string[] Suffixes = ["", "-wal", "-shm"];

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens an existing file for reading and writing.</summary>
    public static SqliteConnection Open(string path, SqliteSchema schema)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist: check the path, or create it first.", path);
        // SQLite would take a larger journal mark than it knows for a file that it must not write.
        if (ReadHeader(path) is not ([.., RollbackJournal, RollbackJournal] or [.., WriteAheadLog, WriteAheadLog]))
            throw schema.Damaged(path, "it does not start as an SQLite file", null);
        return Connect(path, Path.GetFullPath(path), SqliteOpenMode.ReadWrite, schema, connection =>
        {
            Check(connection, path, schema);
            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new IOException($"{path} cannot use write-ahead logging: keep it on a local disk.");
            connection.Execute("PRAGMA synchronous = FULL");
            CheckIntegrity(connection, path, schema);
            if (!IsOfVersion(connection, schema))
                Upgrade(connection, schema);
        });
    }

    /// <summary>Opens a closed file, without a lock and without a file beside it: it must not change meanwhile.</summary>
    public static SqliteConnection OpenClosed(string path, SqliteSchema schema) =>
        Connect(path, Immutable(path), SqliteOpenMode.ReadOnly, schema, connection =>
        {
            Check(connection, path, schema);
            CheckIntegrity(connection, path, schema);
        });

    /// <summary>Opens a closed file as above, but without looking for damage: for who proves what he reads by a hash of all of it.</summary>
    public static SqliteConnection OpenProvable(string path, SqliteSchema schema) =>
        Connect(path, Immutable(path), SqliteOpenMode.ReadOnly, schema, connection => Check(connection, path, schema));

    /// <summary>Whether a file is a closed one: a file that changes is marked for write-ahead logging from its creation on.</summary>
    public static bool IsClosed(string path) => ReadHeader(path) is [.., RollbackJournal, RollbackJournal];

    /// <summary>Creates a closed file at <paramref name="path"/>, replacing what is there; the caller publishes it.</summary>
    /// <param name="attached">Closed files to read from, each under a name.</param>
    public static void CreateClosed(
        string path, SqliteSchema schema, Action<SqliteConnection> fill, params ReadOnlySpan<(string Name, string Path)> attached) =>
        Create(path, schema, fill, "DELETE", attached.ToArray());

    /// <summary>Changes a file that nobody else knows yet, in one transaction; it stays a closed one, which the caller publishes. A crash
    /// leaves it in any state, so it is never used afterwards.</summary>
    /// <param name="attached">Closed files to read from, each under a name.</param>
    public static void ChangeClosed(
        string path, SqliteSchema schema, Action<SqliteConnection> change, params ReadOnlySpan<(string Name, string Path)> attached)
    {
        var closed = attached.ToArray();
        using var changed = Connect(path, Address(path), SqliteOpenMode.ReadWrite, schema, connection =>
        {
            Check(connection, path, schema);
            connection.Execute("PRAGMA journal_mode = MEMORY");
            connection.Execute("PRAGMA synchronous = OFF");
            Attach(connection, closed);
            using var transaction = connection.BeginTransaction();
            change(connection);
            transaction.Commit();
        });
    }

    private static void Create(
        string path, SqliteSchema schema, Action<SqliteConnection> fill, string journal, params (string Name, string Path)[] attached)
    {
        foreach (var suffix in Suffixes)
            File.Delete(path + suffix);
        using var created = Connect(path, Address(path), SqliteOpenMode.ReadWriteCreate, schema, connection =>
        {
            connection.Execute($"PRAGMA journal_mode = {journal}");
            Attach(connection, attached);
            using var transaction = connection.BeginTransaction();
            connection.Execute($"PRAGMA application_id = {schema.ApplicationId}");
            connection.Execute($"PRAGMA user_version = {schema.Version}");
            connection.Execute(schema.Tables);
            fill(connection);
            transaction.Commit();
        });
    }

    /// <summary>Creates a file where none is, in one step: a crash leaves no half of it.</summary>
    public static void CreateInPlace(string path, SqliteSchema schema, TimeProvider time, Action<SqliteConnection> fill)
    {
        if (File.Exists(path))
            throw new IOException($"{path} exists already: open it, or choose another path.");
        // The log of a file that is gone would be replayed into the new one.
        if (Suffixes.Any(suffix => File.Exists(path + suffix)))
            SetAside(path, time);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = DurableFile.TemporaryFor(path);
        Create(temporary, schema, fill, "WAL");
        DurableFile.Publish(temporary, path);
    }

    /// <summary>Moves a file and its log out of the way, under a name that says when, and returns the file's new path.</summary>
    public static string SetAside(string path, TimeProvider time)
    {
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aside = $"{path}.damaged-{stamp}";
        for (var n = 2; Suffixes.Any(suffix => File.Exists(aside + suffix)); n++)
            aside = $"{path}.damaged-{stamp}-{n.ToString(CultureInfo.InvariantCulture)}";
        // The log first: left alone for a moment, it would be replayed into a file that takes the old one's place.
        foreach (var suffix in Suffixes.Reverse())
            if (File.Exists(path + suffix))
                File.Move(path + suffix, aside + suffix);
        return aside;
    }

    /// <summary>Runs <paramref name="work"/>; SQLite's errors come out as damage or as an error of this file.</summary>
    public static T Guard<T>(string path, SqliteSchema schema, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            throw schema.Damaged(path, exception.Message, exception);
        }
        catch (SqliteException exception)
        {
            throw new IOException($"{path} cannot be used ({exception.Message}): check that the disk has room and the file may be written.",
                exception);
        }
    }

    // A name may be bound as a path may; no transaction is open yet, in which nothing can be attached.
    private static void Attach(SqliteConnection connection, (string Name, string Path)[] attached)
    {
        foreach (var (name, path) in attached)
            connection.Execute("ATTACH DATABASE $1 AS $2", Immutable(path), name);
    }

    private static string Immutable(string path) => Address(path) + "?immutable=1";

    // Addresses with options are understood of attached files only where the main one has an address too.
    private static string Address(string path) => new Uri(Path.GetFullPath(path)).AbsoluteUri;

    private static SqliteConnection Connect(
        string path, string source, SqliteOpenMode mode, SqliteSchema schema, Action<SqliteConnection> prepare) => Guard(path, schema, () =>
    {
        // Without a pool, closing a connection closes its file, so that it can be moved or replaced.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA foreign_keys = ON");
            connection.Execute("PRAGMA trusted_schema = OFF");
            connection.Execute("PRAGMA cell_size_check = ON");
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    private static void Check(SqliteConnection connection, string path, SqliteSchema schema)
    {
        if (connection.Scalar("PRAGMA application_id") is not long id || id != schema.ApplicationId)
            throw schema.Damaged(path, "it is a file of another kind", null);
        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version > schema.Version)
            throw new NewerSchemaException(path, version, schema.Version);
        if (version < schema.Version && (schema.Upgrade is null || version < schema.Version - 1))
            throw schema.Damaged(path, $"its schema version is {version}, but {schema.Version} is expected", null);
    }

    /// <summary>Whether a file is of the present version; a closed one of the version before stays as it is.</summary>
    public static bool IsOfVersion(SqliteConnection connection, SqliteSchema schema) =>
        connection.Scalar("PRAGMA user_version") is long version && version == schema.Version;

    private static void Upgrade(SqliteConnection connection, SqliteSchema schema)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(schema.Upgrade!);
        connection.Execute($"PRAGMA user_version = {schema.Version}");
        transaction.Commit();
    }

    // The file format's first bytes, up to the marks of who may write and read it; empty where they are not SQLite's.
    private static byte[] ReadHeader(string path)
    {
        var header = new byte[JournalMarksEnd];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var whole = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length;
        return whole && header.AsSpan().StartsWith("SQLite format 3\0"u8) ? header : [];
    }

    private static void CheckIntegrity(SqliteConnection connection, string path, SqliteSchema schema)
    {
        if (connection.Scalar("PRAGMA integrity_check(1)") is not "ok" and var fault)
            throw schema.Damaged(path, fault?.ToString()?.ReplaceLineEndings(" ") ?? "its integrity check gave no answer", null);
    }

    // SQLITE_CORRUPT, SQLITE_NOTADB, a file that ends too early (SQLITE_IOERR_SHORT_READ), and SQLITE_ERROR: the statements here
    // are constants, so that only another file format or missing tables make them fail.
    private static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is 1 or 11 or 26 || exception.SqliteExtendedErrorCode is 522;
}
