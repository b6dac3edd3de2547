using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace RetailKlip.Core;

/// <summary>
/// The content hash of a release: one SHA-256 (FIPS 180-4) over all its rows, table by table, each by rising key. However the rows came
/// into the file, as a snapshot or by any chain of deltas, equal content has an equal hash.
/// </summary>
/// <remarks>
/// The encoding of rows is injective, for the reason that TupleHash (NIST SP 800-185, chapter 5) gives its parts their lengths: a table
/// is its name as text, a row the byte <c>r</c> and its values; a null is <c>n</c>, an integer <c>i</c> and 8 bytes, a text <c>t</c> and
/// a blob <c>b</c> with their length in 4 bytes and their (UTF-8) bytes. Numbers are little-endian. Encoder, dimension and format of the
/// embeddings come first, the release's name and version not at all: a state that is published again keeps its hash.
/// </remarks>
internal sealed class ReleaseHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _used;

    /// <summary>Begins with what the embeddings are.</summary>
    public ReleaseHash(ReleaseHeader header)
    {
        Text(header.EncoderId.Value);
        Integer(header.Dimension);
        Text(header.Embeddings.ToString());
    }

    /// <summary>All rows of a query, in its order.</summary>
    /// <param name="use">Gets each row as well; null where nobody needs them.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="FormatException">A value is of a type that releases do not have.</exception>
    public long Rows(string table, SqliteCommand select, Action<ReleaseRow>? use = null)
    {
        Text(table);
        using var reader = select.ExecuteReader();
        var row = new ReleaseRow(reader);
        var rows = 0L;
        for (; reader.Read(); rows++)
        {
            Reserve(1)[0] = (byte)'r';
            for (var i = 0; i < reader.FieldCount; i++)
                Value(row, i);
            use?.Invoke(row);
        }
        return rows;
    }

    /// <returns>64 lower-case hex digits.</returns>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Text(string text) => Encoding.UTF8.GetBytes(text, Begin('t', Encoding.UTF8.GetByteCount(text)));

    private void Integer(long number)
    {
        var room = Reserve(1 + sizeof(long));
        room[0] = (byte)'i';
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], number);
    }

    private void Value(ReleaseRow row, int column)
    {
        switch (row.TypeOf(column))
        {
            case SqliteType.Integer:
                Integer(row.Integer(column));
                break;
            case SqliteType.Text:
                var text = row.Bytes(column);
                text.CopyTo(Begin('t', text.Length));
                break;
            case SqliteType.Blob:
                var bytes = row.Bytes(column);
                bytes.CopyTo(Begin('b', bytes.Length));
                break;
            case null:
                Reserve(1)[0] = (byte)'n';
                break;
            case var other:
                throw new FormatException($"a value is a {other}, which releases do not have");
        }
    }

    private Span<byte> Begin(char kind, int length)
    {
        var room = Reserve(1 + sizeof(int) + length);
        room[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], length);
        return room[(1 + sizeof(int))..];
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_used + bytes > _buffer.Length)
            Flush();
        if (bytes > _buffer.Length)
            _buffer = new byte[bytes];
        _used += bytes;
        return _buffer.AsSpan(_used - bytes, bytes);
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _used = 0;
    }
}
