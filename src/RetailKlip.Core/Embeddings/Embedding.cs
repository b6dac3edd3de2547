using System.Numerics.Tensors;

namespace RetailKlip.Core;

/// <summary>
/// A picture as a point on the unit sphere: <see cref="Dimension"/> finite floats of L2 norm 1, bound to the encoder that
/// made it. Immutable.
/// </summary>
public sealed class Embedding
{
    /// <summary>How far the norm of stored values may be from 1: float rounding over a few thousand dimensions.</summary>
    public const float NormTolerance = 1e-3f;

    // Its own array, or a part of one that many share.
    private readonly float[] _block;
    private readonly int _first;

    private Embedding(EncoderId encoder, float[] values)
        : this(encoder, values, 0, values.Length)
    {
    }

    private Embedding(EncoderId encoder, float[] block, int first, int dimension) =>
        (EncoderId, _block, _first, Dimension) = (encoder, block, first, dimension);

    public EncoderId EncoderId { get; }

    public int Dimension { get; }

    public ReadOnlySpan<float> Values => _block.AsSpan(_first, Dimension);

    /// <summary>Scales an encoder's raw output to norm 1. Copies <paramref name="raw"/>.</summary>
    /// <exception cref="ArgumentException">The vector is empty, not finite, or zero, so that it has no direction.</exception>
    public static Embedding Normalise(EncoderId encoder, ReadOnlySpan<float> raw)
    {
        var values = raw.ToArray();
        Normalise(values);
        return new Embedding(encoder, values);
    }

    /// <summary>Scales a part of a block to norm 1 and takes it as it lies there, without a copy: nobody may write to it afterwards.</summary>
    /// <exception cref="ArgumentException">The values are not finite, or zero, so that they have no direction.</exception>
    internal static Embedding NormaliseInPlace(EncoderId encoder, float[] block, int first, int dimension)
    {
        Normalise(block.AsSpan(first, dimension));
        return new Embedding(encoder, block, first, dimension);
    }

    /// <summary>Takes values that were normalised before, such as those of a stored gallery. Copies <paramref name="values"/>.</summary>
    /// <exception cref="ArgumentException">The vector is empty, not finite, or its norm is not 1 within
    /// <see cref="NormTolerance"/>.</exception>
    public static Embedding FromUnit(EncoderId encoder, ReadOnlySpan<float> values)
    {
        LargestMagnitude(values);
        var norm = TensorPrimitives.Norm(values);
        if (!(MathF.Abs(norm - 1) <= NormTolerance))
            throw new ArgumentException(FormattableString.Invariant($"An embedding has norm 1; this vector has norm {norm}."),
                nameof(values));
        return new Embedding(encoder, values.ToArray());
    }

    /// <summary>The normalised mean of several embeddings of one encoder: the evidence of several views of one item.</summary>
    /// <exception cref="ArgumentException">There are none, or they cancel out.</exception>
    /// <exception cref="EncoderMismatchException">They are of different encoders.</exception>
    public static Embedding Mean(IReadOnlyList<Embedding> views)
    {
        if (views.Count == 0)
            throw new ArgumentException("The mean of no embeddings is undefined.", nameof(views));
        var sum = new float[views[0].Dimension];
        foreach (var view in views)
        {
            views[0].ThrowIfIncomparable(view);
            TensorPrimitives.Add(sum, view.Values, sum);
        }
        return Normalise(views[0].EncoderId, sum);
    }

    /// <summary>Cosine similarity in [-1, 1]; higher is nearer.</summary>
    /// <exception cref="EncoderMismatchException">The embeddings are of different encoders.</exception>
    /// <exception cref="ArgumentException">The embeddings have different lengths.</exception>
    public float Similarity(Embedding other)
    {
        ThrowIfIncomparable(other);
        return Cosine(Values, other.Values);
    }

    /// <summary>Dot product of two unit vectors, kept within [-1, 1] against rounding.</summary>
    internal static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Math.Clamp(TensorPrimitives.Dot(a, b), -1f, 1f);

    private void ThrowIfIncomparable(Embedding other)
    {
        if (other.EncoderId != EncoderId)
            throw new EncoderMismatchException("The embedding", EncoderId, other.EncoderId);
        if (other.Dimension != Dimension)
            throw new ArgumentException($"An embedding of {other.Dimension} dimensions cannot be compared with one of {Dimension}.",
                nameof(other));
    }

    // By the largest component first, so that neither tiny nor huge components under- or overflow the sum of squares.
    private static void Normalise(Span<float> values)
    {
        TensorPrimitives.Divide(values, LargestMagnitude(values), values);
        TensorPrimitives.Divide(values, TensorPrimitives.Norm<float>(values), values);
    }

    private static float LargestMagnitude(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("An embedding has at least one dimension.", nameof(values));
        // What is not finite is the largest, or comes out of it as not a number.
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (!float.IsFinite(largest))
            throw new ArgumentException($"An embedding is finite; this vector holds {largest}.", nameof(values));
        return largest > 0 ? largest : throw new ArgumentException("The zero vector has no direction and is no embedding.", nameof(values));
    }
}
