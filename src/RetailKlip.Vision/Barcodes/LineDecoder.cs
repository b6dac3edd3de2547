using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>
/// Reads EAN-13, EAN-8, UPC-A and UPC-E from the edges of one scan line, in both directions: quiet zone, guards, digits by the
/// reference decoding of ISO/IEC 15420 (distances between edges of one kind), check digit. Not for several threads at once.
/// </summary>
internal sealed class LineDecoder
{
    /// <summary>Of the shortest reading, half an EAN-8 and its quiet zone.</summary>
    public const int FewestEdges = 25;

    private const int Guard = 3;
    private const int Centre = 5;
    private const int UpcEEnd = 6;

    // No element inside a symbol is wider than 4 modules; the standard asks for 7 to 11, which crowded labels ignore.
    private const float QuietModules = 4.5f;
    private const float QuietModulesOfShort = 6;

    // Squared modules: where a digit's form is so far off, or another so near, the line tells nothing.
    private const float MaxError = 0.8f;
    private const float LeastMargin = 0.25f;

    private readonly List<HalfReading> _halves = [];
    private readonly List<LineReading> _readings = [];
    private float[] _mirrored = [];

    /// <summary>Valid until the next call of <see cref="Read"/>.</summary>
    public IReadOnlyList<LineReading> Readings => _readings;

    /// <param name="length">Of the scan line, in pixels.</param>
    public void Read(ReadOnlySpan<float> edges, bool startsBright, int length)
    {
        _halves.Clear();
        _readings.Clear();
        if (edges.Length < FewestEdges)
            return;
        Scan(edges, startsBright, length, mirrored: false);
        if (_mirrored.Length < edges.Length)
            _mirrored = new float[2 * edges.Length];
        for (var i = 0; i < edges.Length; i++)
            _mirrored[i] = length - edges[^(i + 1)];
        Scan(_mirrored.AsSpan(0, edges.Length), edges.Length % 2 == 0 == startsBright, length, mirrored: true);
        Join();
    }

    private void Scan(ReadOnlySpan<float> edges, bool startsBright, int length, bool mirrored)
    {
        for (var i = startsBright ? 0 : 1; i + FewestEdges <= edges.Length; i += 2)
        {
            var module = (edges[i + Guard] - edges[i]) / 3;
            if (module < 0.5f || edges[i] - (i > 0 ? edges[i - 1] : 0) < 0.7f * QuietModules * module
                || !AreSingle(edges[i..], Guard, module))
                continue;
            ReadHalf(edges, i, 6, length, mirrored);
            ReadHalf(edges, i, 4, length, mirrored);
            ReadUpcE(edges, i, length, mirrored);
        }
    }

    private void ReadHalf(ReadOnlySpan<float> edges, int start, int digits, int length, bool mirrored)
    {
        var centre = start + Guard + 4 * digits;
        if (centre + Centre >= edges.Length)
            return;
        var module = (edges[centre + Centre] - edges[start]) / (Guard + DigitShapes.Modules * digits + Centre);
        var quiet = edges[start] - (start > 0 ? edges[start - 1] : 0);
        if (quiet < (digits == 4 ? QuietModulesOfShort : QuietModules) * module
            || !AreSingle(edges[start..], Guard, module) || !AreSingle(edges[centre..], Centre, module))
            return;

        // Bars of guard and centre are one module wide: what they measure more is ink and blur.
        var bars = edges[start + 1] - edges[start] + edges[start + 3] - edges[start + 2]
            + edges[centre + 2] - edges[centre + 1] + edges[centre + 4] - edges[centre + 3];
        if (Digits(edges, start + Guard, digits, module, bars / 4 - module) is not var (text, even))
            return;
        var all = (1 << digits) - 1;
        var outer = Place(edges[start], length, mirrored);
        var middle = Place((edges[centre] + edges[centre + Centre]) / 2, length, mirrored);
        if (even == all)
            _halves.Add(new HalfReading(false, digits == 4, Reversed(text), outer, middle));
        else if (digits == 4 ? even == 0 : DigitShapes.FirstDigit(even) is not null)
            _halves.Add(new HalfReading(true, digits == 4, digits == 4 ? text : DigitShapes.FirstDigit(even) + text, outer, middle));
    }

    private void ReadUpcE(ReadOnlySpan<float> edges, int start, int length, bool mirrored)
    {
        const int digits = 6;
        var end = start + Guard + 4 * digits;
        if (end + UpcEEnd >= edges.Length)
            return;
        var module = (edges[end + UpcEEnd] - edges[start]) / (Guard + DigitShapes.Modules * digits + UpcEEnd);
        var before = edges[start] - (start > 0 ? edges[start - 1] : 0);
        var after = (end + UpcEEnd + 1 < edges.Length ? edges[end + UpcEEnd + 1] : length) - edges[end + UpcEEnd];
        if (MathF.Min(before, after) < QuietModulesOfShort * module
            || !AreSingle(edges[start..], Guard, module) || !AreSingle(edges[end..], UpcEEnd, module))
            return;
        var bars = edges[start + 1] - edges[start] + edges[start + 3] - edges[start + 2]
            + edges[end + 2] - edges[end + 1] + edges[end + 4] - edges[end + 3] + edges[end + 6] - edges[end + 5];
        if (Digits(edges, start + Guard, digits, module, bars / 5 - module) is not var (six, even)
            || DigitShapes.UpcEEnds(even) is not var (system, check))
            return;
        var text = $"{system}{six}{check}";
        if (IsUpcE(text))
            _readings.Add(new LineReading(BarcodeSymbology.UpcE, text,
                Place(edges[start], length, mirrored), Place(edges[end + UpcEEnd], length, mirrored)));
    }

    private static bool IsUpcE(string text)
    {
        try
        {
            Gtin.ParseUpcE(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The digits from edge <paramref name="start"/> on, and which are of the even form; null where one is in doubt.</summary>
    private static (string Text, int Even)? Digits(ReadOnlySpan<float> edges, int start, int digits, float module, float spread)
    {
        Span<char> text = stackalloc char[digits];
        var even = 0;
        for (var digit = 0; digit < digits; digit++)
        {
            var five = edges.Slice(start + 4 * digit, 5);
            // Curved and tilted labels shrink towards one side.
            if ((five[4] - five[0]) / (DigitShapes.Modules * module) is < 0.75f or > 1.3f)
                return null;
            var form = DigitShapes.Nearest(five, spread, out var error, out var margin);
            if (error > MaxError || margin < LeastMargin)
                return null;
            text[digit] = (char)('0' + form % 10);
            even = even << 1 | (form >= 10 ? 1 : 0);
        }
        return (new string(text), even);
    }

    /// <summary>Whether neighbours measure two modules together, however ink spreads between bar and space.</summary>
    private static bool AreSingle(ReadOnlySpan<float> edges, int elements, float module)
    {
        for (var i = 0; i + 2 <= elements; i++)
            if ((edges[i + 2] - edges[i]) / module is < 1.3f or > 2.7f)
                return false;
        return true;
    }

    private void Join()
    {
        foreach (var left in _halves)
        {
            if (!left.IsLeft)
                continue;
            foreach (var right in _halves)
            {
                if (right.IsLeft || right.IsShort != left.IsShort || MathF.Abs(right.Centre - left.Centre) > 1.5f * left.Module
                    || (right.Outer > right.Centre) != (left.Outer < left.Centre) || left.Module / right.Module is < 0.6f or > 1.7f)
                    continue;
                var text = left.Digits + right.Digits;
                if (!Gtin.TryParse(text, out _))
                    continue;
                if (left.IsShort)
                    _readings.Add(new LineReading(BarcodeSymbology.Ean8, text, left.Outer, right.Outer));
                else if (text[0] == '0')
                    _readings.Add(new LineReading(BarcodeSymbology.UpcA, text[1..], left.Outer, right.Outer));
                else
                    _readings.Add(new LineReading(BarcodeSymbology.Ean13, text, left.Outer, right.Outer));
            }
        }
    }

    private static float Place(float edge, int length, bool mirrored) => mirrored ? length - edge : edge;

    private static string Reversed(string text) => new([.. text.Reverse()]);
}
