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

    /// <summary>How many bytes an embedding has.</summary>
    public static int Length(EmbeddingFormat format, int dimension) =>
        format == EmbeddingFormat.Float16 ? 2 * dimension : sizeof(float) + dimension;

    /// <summary>Scaled to norm 1 again, which rounding has changed a little.</summary>
    /// <param name="bytes">As many as <see cref="Length"/> says.</param>
    /// <param name="block">Gets the values, from <paramref name="first"/> on, and keeps them for the embedding.</param>
    /// <exception cref="FormatException">The bytes are no embedding.</exception>
    public static Embedding Decode(EncoderId encoder, int dimension, EmbeddingFormat format, ReadOnlySpan<byte> bytes, float[] block, int first)
    {
        var values = block.AsSpan(first, dimension);
        if (format == EmbeddingFormat.Float16)
            DecodeHalf(bytes, values);
        else
        {
            TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes[sizeof(float)..]), values);
            TensorPrimitives.Multiply(values, BinaryPrimitives.ReadSingleLittleEndian(bytes), values);
        }
        try
        {
            return Embedding.NormaliseInPlace(encoder, block, first, dimension);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static void DecodeHalf(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (BitConverter.IsLittleEndian)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
        else
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
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
