using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RetailKlip.Core;

/// <summary>Embeddings as releases hold them. The same embedding always has the same bytes, so that a delta finds what is equal.</summary>
internal static class StoredEmbedding
{
    public static byte[] Encode(Embedding embedding, EmbeddingFormat format) => format switch
    {
        EmbeddingFormat.Float16 => EncodeHalf(embedding.Values),
        EmbeddingFormat.Int8 => EncodeInt8(embedding.Values),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "That is no format of embeddings."),
    };

    /// <summary>Scaled to norm 1 again, which rounding has changed a little.</summary>
    /// <exception cref="FormatException">The bytes are no embedding of that dimension.</exception>
    public static Embedding Decode(EncoderId encoder, int dimension, EmbeddingFormat format, ReadOnlySpan<byte> bytes)
    {
        var expected = format == EmbeddingFormat.Float16 ? 2L * dimension : sizeof(float) + (long)dimension;
        if (bytes.Length != expected)
            throw new FormatException($"an embedding has {bytes.Length} bytes, but {expected} are expected");
        var values = new float[dimension];
        if (format == EmbeddingFormat.Float16)
            for (var i = 0; i < dimension; i++)
                values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
        else
        {
            TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes[sizeof(float)..]), values);
            TensorPrimitives.Multiply(values, BinaryPrimitives.ReadSingleLittleEndian(bytes), values);
        }
        try
        {
            return Embedding.Normalise(encoder, values);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static byte[] EncodeHalf(ReadOnlySpan<float> values)
    {
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
        return bytes;
    }

    // Symmetric: the largest component becomes 127.
    private static byte[] EncodeInt8(ReadOnlySpan<float> values)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(values)) / sbyte.MaxValue;
        var bytes = new byte[sizeof(float) + values.Length];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, scale);
        for (var i = 0; i < values.Length; i++)
            bytes[sizeof(float) + i] = (byte)(sbyte)MathF.Round(values[i] / scale);
        return bytes;
    }
}
