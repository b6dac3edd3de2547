using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>Gathers what the scan lines of one frame read, and believes what enough of them agree on.</summary>
internal sealed class BarcodeVotes(int agreement)
{
    // A code that another one in the same place has read against it must have so many times its lines.
    private const int Majority = 4;

    private readonly List<Candidate> _candidates = [];

    /// <param name="line">Counts once for a code, however often it is read.</param>
    /// <param name="from">Where the line enters the symbol and <paramref name="to"/> where it leaves it, in pixels of the frame.</param>
    public void Add(LineReading reading, int line, Point2f from, Point2f to)
    {
        var same = _candidates.Find(other =>
            other.Symbology == reading.Symbology && other.Text == reading.Text && other.IsAt(from, to));
        if (same is null)
            _candidates.Add(same = new Candidate(reading.Symbology, reading.Text));
        same.Add(line, from, to);
    }

    /// <summary>Whether a code that is already believed lies over <paramref name="place"/>.</summary>
    public bool Covers(Point2f place) => Believed().Any(candidate => candidate.Covers(place));

    /// <param name="width">Of the frame, in pixels.</param>
    /// <param name="height">Of the frame, in pixels.</param>
    public IReadOnlyList<Barcode> Result(int width, int height) =>
        [.. Believed().Select(candidate => candidate.Barcode(new PixelBox(0, 0, width, height)))
            .OrderBy(code => code.Box.Y).ThenBy(code => code.Box.X)];

    private IEnumerable<Candidate> Believed() => _candidates.Where(candidate => candidate.Lines >= candidate.Needed(agreement)
        && _candidates.TrueForAll(other =>
            other == candidate || !other.Overlaps(candidate) || other.Weight * Majority <= candidate.Weight));

    private sealed class Candidate(BarcodeSymbology symbology, string text)
    {
        private readonly HashSet<int> _lines = [];
        private float _left = float.MaxValue;
        private float _top = float.MaxValue;
        private float _right = float.MinValue;
        private float _bottom = float.MinValue;
        private Point2f _from;
        private Point2f _to;

        public BarcodeSymbology Symbology => symbology;

        public string Text => text;

        public int Lines => _lines.Count;

        private bool IsShort => symbology is BarcodeSymbology.Ean8 or BarcodeSymbology.UpcE;

        /// <summary>Lines, those of a short code counting half.</summary>
        public float Weight => IsShort ? Lines / 2f : Lines;

        public int Needed(int agreement) => IsShort ? 2 * agreement : agreement;

        public void Add(int line, Point2f from, Point2f to)
        {
            _lines.Add(line);
            (_from, _to) = (from, to);
            foreach (var end in (ReadOnlySpan<Point2f>)[from, to])
                (_left, _top, _right, _bottom) =
                    (MathF.Min(_left, end.X), MathF.Min(_top, end.Y), MathF.Max(_right, end.X), MathF.Max(_bottom, end.Y));
        }

        /// <summary>Whether a line from end to end of a symbol crosses this one, and not another of the same number beside it.</summary>
        public bool IsAt(Point2f from, Point2f to) =>
            Distance(_from, from) + Distance(_to, to) < 1.2 * Math.Min(Distance(_from, _to), Distance(from, to));

        public bool Covers(Point2f place) => place.X >= _left && place.X <= _right && place.Y >= _top && place.Y <= _bottom;

        public bool Overlaps(Candidate other) =>
            _left < other._right && other._left < _right && _top < other._bottom + 1 && other._top < _bottom + 1;

        public Barcode Barcode(PixelBox frame)
        {
            int left = (int)MathF.Floor(_left), top = (int)MathF.Floor(_top);
            int right = (int)MathF.Ceiling(_right) + 1, bottom = (int)MathF.Ceiling(_bottom) + 1;
            var gtin = symbology == BarcodeSymbology.UpcE ? Gtin.ParseUpcE(text) : Gtin.Parse(text);
            return new Barcode(symbology, text, gtin, new PixelBox(left, top, right - left, bottom - top).Intersect(frame), Lines);
        }

        private static double Distance(Point2f a, Point2f b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
    }
}
