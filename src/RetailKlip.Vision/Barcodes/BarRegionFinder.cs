using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>
/// Finds regions of parallel edges by the structure tensor (Förstner and Gülch, 1987): cells whose squared gradients all point one
/// way are joined with neighbours that point the same way. Memory is kept from picture to picture; not for several threads at once.
/// </summary>
internal sealed class BarRegionFinder
{
    // Of 0, where gradients point everywhere, to 1, where all are parallel.
    private const float LeastCoherence = 0.55f;

    // Mean squared difference of pixels two apart, in grey levels squared.
    private const float LeastEnergy = 60;

    private const float MostTurn = 0.35f;
    private const int LeastCells = 10;

    // In pixels: half of an EAN-8 that is as small as can be read.
    private const int LeastLength = 40;

    private float[] _xx = [];
    private float[] _yy = [];
    private float[] _xy = [];
    private float[] _angle = [];
    private bool[] _open = [];
    private int _columns;
    private int _rows;

    /// <summary>Pixels of a cell's side: small codes of small pictures still have several.</summary>
    private int _cell;

    /// <param name="grey">8-bit, one channel.</param>
    /// <returns>The strongest first.</returns>
    public List<BarRegion> Find(Mat grey)
    {
        _cell = Math.Clamp(Math.Max(grey.Width, grey.Height) / 120, 4, 8);
        (_columns, _rows) = ((grey.Width - 2) / _cell, (grey.Height - 2) / _cell);
        if (_columns < 3 || _rows < 3)
            return [];
        var cells = _columns * _rows;
        if (_xx.Length < cells)
            (_xx, _yy, _xy, _angle, _open) = (new float[cells], new float[cells], new float[cells], new float[cells], new bool[cells]);
        Accumulate(grey);
        Judge();
        var regions = new List<BarRegion>();
        var members = new List<int>();
        for (var cell = 0; cell < cells; cell++)
            if (_open[cell])
            {
                Grow(cell, members);
                if (members.Count >= LeastCells && Region(members) is { Length: >= LeastLength } region)
                    regions.Add(region);
            }
        regions.Sort((a, b) => b.Strength.CompareTo(a.Strength));
        return regions;
    }

    private unsafe void Accumulate(Mat grey)
    {
        Array.Clear(_xx, 0, _columns * _rows);
        Array.Clear(_yy, 0, _columns * _rows);
        Array.Clear(_xy, 0, _columns * _rows);
        for (var y = 0; y < _rows * _cell; y++)
        {
            byte* above = (byte*)grey.Ptr(y), row = (byte*)grey.Ptr(y + 1), below = (byte*)grey.Ptr(y + 2);
            var at = y / _cell * _columns;
            for (var column = 0; column < _columns; column++)
            {
                int xx = 0, yy = 0, xy = 0;
                for (var x = column * _cell; x < (column + 1) * _cell; x++)
                {
                    int dx = row[x + 2] - row[x], dy = below[x + 1] - above[x + 1];
                    xx += dx * dx;
                    yy += dy * dy;
                    xy += dx * dy;
                }
                _xx[at + column] += xx;
                _yy[at + column] += yy;
                _xy[at + column] += xy;
            }
        }
    }

    /// <summary>Opens the cells that, together with the eight around them, hold parallel edges.</summary>
    private void Judge()
    {
        for (var row = 0; row < _rows; row++)
            for (var column = 0; column < _columns; column++)
            {
                float xx = 0, yy = 0, xy = 0;
                var count = 0;
                for (var r = Math.Max(0, row - 1); r <= Math.Min(_rows - 1, row + 1); r++)
                    for (var c = Math.Max(0, column - 1); c <= Math.Min(_columns - 1, column + 1); c++)
                    {
                        var near = r * _columns + c;
                        (xx, yy, xy, count) = (xx + _xx[near], yy + _yy[near], xy + _xy[near], count + 1);
                    }
                var cell = row * _columns + column;
                var coherence = MathF.Sqrt((xx - yy) * (xx - yy) + 4 * xy * xy) / (xx + yy + 1);
                _open[cell] = coherence >= LeastCoherence && xx + yy >= LeastEnergy * count * _cell * _cell;
                _angle[cell] = MathF.Atan2(2 * xy, xx - yy) / 2;
            }
    }

    private void Grow(int seed, List<int> members)
    {
        members.Clear();
        members.Add(seed);
        _open[seed] = false;
        for (var next = 0; next < members.Count; next++)
        {
            int row = members[next] / _columns, column = members[next] % _columns;
            for (var r = Math.Max(0, row - 1); r <= Math.Min(_rows - 1, row + 1); r++)
                for (var c = Math.Max(0, column - 1); c <= Math.Min(_columns - 1, column + 1); c++)
                {
                    var near = r * _columns + c;
                    if (!_open[near] || Turn(_angle[near], _angle[members[next]]) > MostTurn
                        || Turn(_angle[near], _angle[seed]) > 2 * MostTurn)
                        continue;
                    _open[near] = false;
                    members.Add(near);
                }
        }
    }

    private BarRegion Region(List<int> members)
    {
        double xx = 0, yy = 0, xy = 0;
        foreach (var cell in members)
            (xx, yy, xy) = (xx + _xx[cell], yy + _yy[cell], xy + _xy[cell]);
        var angle = (float)(Math.Atan2(2 * xy, xx - yy) / 2);
        var (sin, cos) = MathF.SinCos(angle);
        float left = float.MaxValue, right = float.MinValue, top = float.MaxValue, bottom = float.MinValue;
        foreach (var cell in members)
        {
            // Pixel 0 of the gradients is pixel 1 of the picture.
            float x = (cell % _columns + 0.5f) * _cell + 1, y = (cell / _columns + 0.5f) * _cell + 1;
            float along = x * cos + y * sin, across = y * cos - x * sin;
            (left, right) = (MathF.Min(left, along), MathF.Max(right, along));
            (top, bottom) = (MathF.Min(top, across), MathF.Max(bottom, across));
        }
        float u = (left + right) / 2, v = (top + bottom) / 2;
        return new BarRegion(new Point2f(u * cos - v * sin, u * sin + v * cos), angle, right - left + _cell, bottom - top + _cell, xx + yy);
    }

    /// <summary>Between two directions without sense, in [0, π/2].</summary>
    private static float Turn(float a, float b)
    {
        var turn = MathF.Abs(a - b) % MathF.PI;
        return MathF.Min(turn, MathF.PI - turn);
    }
}
