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
    private byte[] _buffer = new byte[4096];
    private int _used;

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var room = Begin('t', length);
        Encoding.UTF8.GetBytes(text, room);
    }

    public void Integer(long number)
    {
        var room = Reserve(1 + sizeof(long));
        room[0] = (byte)'i';
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], number);
    }

    /// <summary>All rows of a query, in its order.</summary>
    /// <returns>How many there are.</returns>
    public long Rows(string table, SqliteCommand select)
    {
        Text(table);
        using var row = select.ExecuteReader();
        var rows = 0L;
        for (; row.Read(); rows++)
        {
            Reserve(1)[0] = (byte)'r';
            for (var i = 0; i < row.FieldCount; i++)
                Value(row.GetValue(i));
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

    private void Value(object value)
    {
        switch (value)
        {
            case DBNull:
                Reserve(1)[0] = (byte)'n';
                break;
            case long number:
                Integer(number);
                break;
            case string text:
                Text(text);
                break;
            case byte[] bytes:
                bytes.CopyTo(Begin('b', bytes.Length));
                break;
            default:
                throw new FormatException($"a value is a {value.GetType().Name}, which releases do not have");
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
