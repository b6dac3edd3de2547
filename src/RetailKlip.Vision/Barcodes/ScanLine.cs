using System.Numerics.Tensors;

namespace RetailKlip.Vision;

/// <summary>
/// The edges of one scan line: one between every darkest and brightest place whose difference is no noise. Where exactly, is a
/// matter of view: where the line crosses the middle grey of the two, which blur leaves in place, or that of the
/// surroundings, by which bars of all widths lose or gain alike where light or ink has spread.
/// </summary>
/// <remarks>Memory is kept from line to line; not for several threads at once.</remarks>
internal sealed class ScanLine
{
    private const int LeastSwing = 5;
    private const int Block = 16;

    private byte[] _high = [];
    private byte[] _low = [];
    private float[] _edges = [];
    private int[] _extremes = [];
    private int _count;

    /// <summary>Of edges, after <see cref="Find"/>.</summary>
    public int Count => Math.Max(0, _count - 1);

    /// <summary>Whether the first edge goes from bright to dark.</summary>
    public bool StartsBright { get; private set; }

    /// <summary>Finds between which pixels the edges lie.</summary>
    /// <param name="line">Grey levels.</param>
    /// <param name="reach">Pixels to each side that count as surroundings.</param>
    /// <param name="swing">Share of the contrast in the surroundings that makes an edge; smaller swings are noise or print texture.</param>
    public void Find(ReadOnlySpan<byte> line, int reach, float swing)
    {
        _count = 0;
        if (line.Length < Block)
            return;
        Surroundings(line, reach);
        if (_extremes.Length < line.Length)
            (_extremes, _edges) = (new int[line.Length], new float[line.Length]);
        int highest = 0, lowest = 0, direction = 0;
        for (var x = 0; x < line.Length;)
        {
            var block = x / Block;
            var least = Math.Max(LeastSwing, (int)(swing * (_high[block] - _low[block])));
            for (var end = Math.Min(line.Length, (block + 1) * Block); x < end; x++)
            {
                var value = line[x];
                if (value > line[highest])
                    highest = x;
                if (value < line[lowest])
                    lowest = x;
                if (direction >= 0 && line[highest] - value >= least)
                {
                    _extremes[_count++] = highest;
                    (direction, lowest, highest) = (-1, x, x);
                }
                else if (direction <= 0 && value - line[lowest] >= least)
                {
                    _extremes[_count++] = lowest;
                    (direction, highest, lowest) = (1, x, x);
                }
            }
        }
        if (direction != 0)
            _extremes[_count++] = direction > 0 ? highest : lowest;
        StartsBright = _count > 1 && line[_extremes[0]] > line[_extremes[1]];
    }

    /// <summary>Where the edges lie.</summary>
    /// <param name="line">That of the last <see cref="Find"/>.</param>
    /// <param name="bySurroundings">Whether the middle grey of the surroundings counts, not that of the edge's own swing.</param>
    /// <returns>In pixels of the line, rising, alternately from bright to dark and back; valid until the next call.</returns>
    public ReadOnlySpan<float> Edges(ReadOnlySpan<byte> line, bool bySurroundings)
    {
        for (var i = 0; i < Count; i++)
        {
            int from = _extremes[i], to = _extremes[i + 1];
            var middle = (line[from] + line[to]) / 2f;
            if (bySurroundings)
            {
                var block = (from + to) / (2 * Block);
                // Within the swing: a bar that is only half dark has edges too.
                var inside = 0.35f * Math.Abs(line[to] - line[from]);
                middle += Math.Clamp((_high[block] + _low[block]) / 2f - middle, -inside, inside);
            }
            _edges[i] = Crossing(line, from, to, middle);
        }
        return _edges.AsSpan(0, Count);
    }

    /// <summary>Where the line passes <paramref name="middle"/>; if it lingers there, halfway between the first time and the last.</summary>
    private static float Crossing(ReadOnlySpan<byte> line, int from, int to, float middle)
    {
        var rises = line[to] > line[from];
        var after = from + 1;
        while (after < to && line[after] < middle == rises)
            after++;
        var before = to - 1;
        while (before > from && line[before] > middle == rises)
            before--;
        return (Between(line, after - 1, middle) + Between(line, before, middle)) / 2;
    }

    private static float Between(ReadOnlySpan<byte> line, int left, float middle)
    {
        var step = line[left + 1] - line[left];
        return step == 0 ? left + 0.5f : left + Math.Clamp((middle - line[left]) / step, 0, 1);
    }

    /// <summary>Highest and lowest value around every block of the line.</summary>
    private void Surroundings(ReadOnlySpan<byte> line, int reach)
    {
        var blocks = (line.Length + Block - 1) / Block;
        if (_high.Length < 2 * blocks)
            (_high, _low) = (new byte[2 * blocks], new byte[2 * blocks]);
        for (var block = 0; block < blocks; block++)
        {
            var values = line[(block * Block)..Math.Min(line.Length, (block + 1) * Block)];
            (_high[blocks + block], _low[blocks + block]) = (TensorPrimitives.Max(values), TensorPrimitives.Min(values));
        }
        var around = Math.Max(1, reach / Block);
        for (var block = 0; block < blocks; block++)
        {
            var near = (blocks + Math.Max(0, block - around))..(blocks + Math.Min(blocks, block + around + 1));
            (_high[block], _low[block]) = (TensorPrimitives.Max<byte>(_high.AsSpan(near)), TensorPrimitives.Min<byte>(_low.AsSpan(near)));
        }
    }
}
