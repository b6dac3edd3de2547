using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetailKlip.Core;

/// <summary>The row that a reader stands on, read from SQLite's own memory: a release has hundreds of megabytes of them, and copying each
/// value into an object of its own takes longer than hashing it.</summary>
internal sealed class ReleaseRow(SqliteDataReader reader)
{
    private readonly sqlite3_stmt _row = reader.Handle!;

    /// <returns>Null where there is no value.</returns>
    public SqliteType? TypeOf(int column) => raw.sqlite3_column_type(_row, column) switch
    {
        raw.SQLITE_INTEGER => SqliteType.Integer,
        raw.SQLITE_TEXT => SqliteType.Text,
        raw.SQLITE_BLOB => SqliteType.Blob,
        raw.SQLITE_FLOAT => SqliteType.Real,
        _ => null,
    };

    /// <summary>Of a blob, or a text as UTF-8; good until the next row.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_row, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <returns>Null where there is no value.</returns>
    public string? TextOrNull(int column) => TypeOf(column) is null ? null : Text(column);

    public long Integer(int column) => raw.sqlite3_column_int64(_row, column);

    /// <returns>Null where there is no value.</returns>
    public long? IntegerOrNull(int column) => TypeOf(column) is null ? null : Integer(column);
}
