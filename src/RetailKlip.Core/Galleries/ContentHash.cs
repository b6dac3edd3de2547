using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RetailKlip.Core;

/// <summary>
/// The sum, modulo 2^256, of the SHA-256 digests of all rows of a gallery: whatever the order of its changes, the same content
/// has the same hash, and a change costs its own rows only. It finds accidents; against forgery there are signed releases.
/// </summary>
internal sealed class ContentHash
{
    public const int Length = 32;

    private readonly ArrayBufferWriter<byte> _row = new();
    private UInt128 _high, _low;

    public static ContentHash Read(ReadOnlySpan<byte> hash) =>
        new() { _high = BinaryPrimitives.ReadUInt128BigEndian(hash), _low = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]) };

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    public void Become(ContentHash other) => (_high, _low) = (other._high, other._low);

    public void Add(GalleryHeader header) => Add(Digest(header));

    public void Remove(GalleryHeader header) => Subtract(Digest(header));

    public void Add(Product product) => Add(Digest(product));

    public void Remove(Product product) => Subtract(Digest(product));

    public void Add(long id, Sku sku, ReadOnlySpan<byte> embedding, string source) => Add(Digest(id, sku, embedding, source));

    public void Remove(long id, Sku sku, ReadOnlySpan<byte> embedding, string source) => Subtract(Digest(id, sku, embedding, source));

    private byte[] Digest(GalleryHeader header)
    {
        Begin('g');
        Field(header.Encoder.Value);
        Field(header.Dimension);
        Field(header.Version);
        // What older files do not have must not change their hash.
        if (header.Decision is { } decision)
            Field(decision);
        return End();
    }

    private byte[] Digest(Product product)
    {
        Begin('p');
        Field(product.Sku.Value);
        Field(product.Name);
        Field(product.Gtin?.Digits14 ?? "");
        Field(product.Plu?.Code ?? 0);
        Field(product.Thumbnail is { } thumbnail ? thumbnail.Span : default);
        if (product.Rule is { } rule)
            Field(GalleryTables.ToJson(rule));
        return End();
    }

    private byte[] Digest(long id, Sku sku, ReadOnlySpan<byte> embedding, string source)
    {
        Begin('e');
        Field(id);
        Field(sku.Value);
        Field(embedding);
        Field(source);
        return End();
    }

    // A kind, then every field with its length, so that no two rows have the same bytes.
    private void Begin(char kind)
    {
        _row.ResetWrittenCount();
        _row.Write([(byte)kind]);
    }

    private void Field(string text) => Field(Encoding.UTF8.GetBytes(text));

    private void Field(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_row.GetSpan(8), number);
        _row.Advance(8);
    }

    private void Field(ReadOnlySpan<byte> bytes)
    {
        Field(bytes.Length);
        _row.Write(bytes);
    }

    private byte[] End() => SHA256.HashData(_row.WrittenSpan);

    private void Add(byte[] digest)
    {
        var low = unchecked(_low + BinaryPrimitives.ReadUInt128BigEndian(digest.AsSpan(16)));
        var carry = low < _low ? UInt128.One : UInt128.Zero;
        _high = unchecked(_high + BinaryPrimitives.ReadUInt128BigEndian(digest) + carry);
        _low = low;
    }

    private void Subtract(byte[] digest)
    {
        var low = unchecked(_low - BinaryPrimitives.ReadUInt128BigEndian(digest.AsSpan(16)));
        var borrow = low > _low ? UInt128.One : UInt128.Zero;
        _high = unchecked(_high - BinaryPrimitives.ReadUInt128BigEndian(digest) - borrow);
        _low = low;
    }
}
