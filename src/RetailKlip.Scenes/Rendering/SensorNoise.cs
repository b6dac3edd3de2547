using System.Numerics;

namespace RetailKlip.Scenes;

/// <summary>Noise of a camera's sensor, from a table: saturating byte arithmetic, many pixels at once.</summary>
internal sealed class SensorNoise
{
    private const int Length = 1 << 18;

    // Noise of either sign in bytes: a value is up − down, one of them 0.
    private readonly byte[] _up = new byte[Length];
    private readonly byte[] _down = new byte[Length];

    /// <param name="deviation">Standard deviation in steps of 8 bits.</param>
    public SensorNoise(float deviation)
    {
        var random = new SeededRandom(4711);
        for (var i = 0; i < Length; i++)
        {
            var value = (int)MathF.Round(random.Gaussian() * deviation);
            _up[i] = (byte)Math.Clamp(value, 0, 255);
            _down[i] = (byte)Math.Clamp(-value, 0, 255);
        }
    }

    /// <param name="rows">Bytes a row: each row takes the table from another place, so that no pattern shows.</param>
    public void Add(Span<byte> bytes, int rows, SeededRandom random)
    {
        for (var start = 0; start < bytes.Length; start += rows)
        {
            var row = bytes.Slice(start, Math.Min(rows, bytes.Length - start));
            var from = random.Below(Length - rows - Vector<byte>.Count);
            var i = 0;
            for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                var raised = Vector.AddSaturate(new Vector<byte>(row[i..]), new Vector<byte>(_up, from + i));
                Vector.SubtractSaturate(raised, new Vector<byte>(_down, from + i)).CopyTo(row[i..]);
            }
            for (; i < row.Length; i++)
                row[i] = (byte)Math.Clamp(row[i] + _up[from + i] - _down[from + i], 0, 255);
        }
    }
}
