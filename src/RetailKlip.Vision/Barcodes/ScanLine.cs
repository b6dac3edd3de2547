namespace RetailKlip.Vision;

/// <summary>
/// The edges of one scan line. Between every darkest and brightest place that differ by more than a share of the contrast around
/// them lies one edge, where the line crosses the middle grey of the two: light and shadow over the line shift both alike.
/// </summary>
internal sealed class ScanLine
{
    private const float LeastSwing = 5;
    private const int Block = 16;

    private float[] _high = [];
    private float[] _low = [];
    private float[] _edges = [];
    private int[] _extremes = [];

    /// <summary>In pixels of the line, rising, alternately from bright to dark and back; valid until the next call of <see cref="Find"/>.</summary>
    public ReadOnlySpan<float> Edges => _edges.AsSpan(0, Count);

    public int Count { get; private set; }

    /// <summary>Whether the first edge goes from bright to dark.</summary>
    public bool StartsBright { get; private set; }

    /// <param name="line">Grey levels, any scale of about 0 to 255.</param>
    /// <param name="reach">Pixels to each side that count as surroundings.</param>
    /// <param name="swing">Share of the contrast in the surroundings that makes an edge; smaller swings are noise or print texture.</param>
    /// <param name="level">Share, in [0, 1], by which an edge is sought at the middle grey of the surroundings instead of that of its own swing.</param>
    public void Find(ReadOnlySpan<float> line, int reach, float swing, float level)
    {
        Count = 0;
        if (line.Length < Block)
            return;
        var extremes = Extremes(line, reach, swing);
        if (extremes < 2)
            return;
        StartsBright = line[_extremes[0]] > line[_extremes[1]];
        if (_edges.Length < extremes)
            _edges = new float[_extremes.Length];
        for (var i = 1; i < extremes; i++)
            _edges[Count++] = Crossing(line, _extremes[i - 1], _extremes[i], level);
    }

    /// <summary>Where the line crosses the middle between its values at two neighbouring extremes.</summary>
    private float Crossing(ReadOnlySpan<float> line, int from, int to, float level)
    {
        var middle = (line[from] + line[to]) / 2;
        if (level > 0)
        {
            var block = (from + to) / (2 * Block);
            // Within the swing: a bar that is only half dark has edges too.
            var inside = 0.35f * MathF.Abs(line[to] - line[from]);
            middle += level * Math.Clamp((_high[block] + _low[block]) / 2 - middle, -inside, inside);
        }
        var rises = line[to] > line[from];
        var after = from + 1;
        while (after < to && line[after] < middle == rises)
            after++;
        // A swing may linger at the middle: the last crossing from the other side counts as much as the first.
        var before = to - 1;
        while (before > from && line[before] > middle == rises)
            before--;
        return (At(after - 1, after, line) + At(before, before + 1, line)) / 2;

        float At(int a, int b, ReadOnlySpan<float> values)
        {
            var step = values[b] - values[a];
            return step == 0 ? (a + b) / 2f : a + Math.Clamp((middle - values[a]) / step, 0, 1);
        }
    }

    private int Extremes(ReadOnlySpan<float> line, int reach, float share)
    {
        Surroundings(line, reach);
        if (_extremes.Length < line.Length)
            _extremes = new int[line.Length];
        int count = 0, highest = 0, lowest = 0, direction = 0;
        for (var x = 1; x < line.Length; x++)
        {
            var value = line[x];
            if (value > line[highest])
                highest = x;
            if (value < line[lowest])
                lowest = x;
            var block = x / Block;
            var swing = MathF.Max(LeastSwing, share * (_high[block] - _low[block]));
            if (direction >= 0 && line[highest] - value >= swing)
            {
                _extremes[count++] = highest;
                (direction, lowest, highest) = (-1, x, x);
            }
            else if (direction <= 0 && value - line[lowest] >= swing)
            {
                _extremes[count++] = lowest;
                (direction, highest, lowest) = (1, x, x);
            }
        }
        // The last place before the line ends.
        if (direction != 0)
            _extremes[count++] = direction > 0 ? highest : lowest;
        return count;
    }

    /// <summary>Highest and lowest value around every block of the line.</summary>
    private void Surroundings(ReadOnlySpan<float> line, int reach)
    {
        var blocks = (line.Length + Block - 1) / Block;
        if (_high.Length < 2 * blocks)
            (_high, _low) = (new float[2 * blocks], new float[2 * blocks]);
        for (var block = 0; block < blocks; block++)
        {
            float high = float.MinValue, low = float.MaxValue;
            foreach (var value in line[(block * Block)..Math.Min(line.Length, (block + 1) * Block)])
            {
                high = MathF.Max(high, value);
                low = MathF.Min(low, value);
            }
            (_high[blocks + block], _low[blocks + block]) = (high, low);
        }
        var around = Math.Max(1, reach / Block);
        for (var block = 0; block < blocks; block++)
        {
            float high = float.MinValue, low = float.MaxValue;
            for (var other = Math.Max(0, block - around); other <= Math.Min(blocks - 1, block + around); other++)
            {
                high = MathF.Max(high, _high[blocks + other]);
                low = MathF.Min(low, _low[blocks + other]);
            }
            (_high[block], _low[block]) = (high, low);
        }
    }
}
