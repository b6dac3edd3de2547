using System.Buffers;

namespace RetailKlip.Core;

/// <summary>Collects the entries of a release row by row, and decodes their embeddings meanwhile on the other cores.</summary>
internal sealed class EntryRows(ReleaseHeader header)
{
    private const int AtOnce = 1024;

    private readonly int _length = StoredEmbedding.Length(header.Embeddings, header.Dimension);
    private readonly List<Task<GalleryEntry[]>> _decoded = [];
    private List<(long Id, Sku Sku, string Source)> _rows = new(AtOnce);
    private byte[] _stored = [];
    private Sku _last;
    private byte[] _lastText = [];

    /// <param name="row">id, sku, embedding, source.</param>
    /// <exception cref="FormatException">It is no entry.</exception>
    public void Add(ReleaseRow row)
    {
        var stored = row.Bytes(2);
        if (stored.Length != _length)
            throw new FormatException($"an embedding has {stored.Length} bytes, but {_length} are expected");
        if (_rows.Count == 0)
            _stored = ArrayPool<byte>.Shared.Rent(AtOnce * _length);
        stored.CopyTo(_stored.AsSpan(_rows.Count * _length));
        _rows.Add((row.Integer(0), SkuOf(row), row.Text(3)));
        if (_rows.Count == AtOnce)
            Decode();
    }

    /// <summary>All entries, in the order of their rows; once.</summary>
    /// <exception cref="FormatException">One of them is no embedding.</exception>
    public IEnumerable<GalleryEntry> Finish()
    {
        if (_rows.Count > 0)
            Decode();
        return [.. _decoded.SelectMany(some => some.GetAwaiter().GetResult())];
    }

    // Entries of a product mostly follow one another.
    private Sku SkuOf(ReleaseRow row)
    {
        var text = row.Bytes(1);
        if (!text.SequenceEqual(_lastText))
            (_last, _lastText) = (Sku.Parse(row.Text(1)), text.ToArray());
        return _last;
    }

    private void Decode()
    {
        var (rows, stored) = (_rows, _stored);
        _rows = new(AtOnce);
        _decoded.Add(Task.Run(() =>
        {
            var block = GC.AllocateUninitializedArray<float>(rows.Count * header.Dimension);
            var entries = new GalleryEntry[rows.Count];
            for (var i = 0; i < entries.Length; i++)
            {
                var embedding = StoredEmbedding.Decode(
                    header.EncoderId, header.Dimension, header.Embeddings, stored.AsSpan(i * _length, _length), block, i * header.Dimension);
                entries[i] = new GalleryEntry(rows[i].Id, rows[i].Sku, embedding, rows[i].Source);
            }
            ArrayPool<byte>.Shared.Return(stored);
            return entries;
        }));
    }
}
