namespace RetailKlip.Vision;

/// <summary>
/// The digits of ISO/IEC 15420: each is two bars and two spaces of 1 to 4 modules, 7 in all, in an odd form (number set A) and an
/// even one (B). Set C of the right half is set B read from the right, and every half is read from its outer guard inwards.
/// </summary>
internal static class DigitShapes
{
    public const int Modules = 7;

    // Widths of space, bar, space, bar of set A; set B has them in the opposite order.
    private static readonly int[][] OddWidths =
    [
        [3, 2, 1, 1], [2, 2, 2, 1], [2, 1, 2, 2], [1, 4, 1, 1], [1, 1, 3, 2],
        [1, 2, 3, 1], [1, 1, 1, 4], [1, 3, 1, 2], [1, 2, 1, 3], [3, 1, 1, 2],
    ];

    /// <summary>By the first digit of an EAN-13, which of its next six are of the even form: bit 5 for the first of them.</summary>
    private static readonly int[] FirstDigits =
        [0b000000, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110, 0b011010];

    /// <summary>
    /// By the check digit of a UPC-E of number system 0, which of its six digits are of the even form; system 1 has the opposite.
    /// </summary>
    private static readonly int[] CheckDigits =
        [0b111000, 0b110100, 0b110010, 0b110001, 0b101100, 0b100110, 0b100011, 0b101010, 0b101001, 0b100101];

    // Of the twenty forms, ten odd and ten even: from an edge to the next one of its kind, and the sum of both bars.
    private static readonly float[] First = new float[20];
    private static readonly float[] Second = new float[20];
    private static readonly float[] Bars = new float[20];

    static DigitShapes()
    {
        for (var form = 0; form < 20; form++)
        {
            var widths = Widths(form);
            (First[form], Second[form], Bars[form]) = (widths[0] + widths[1], widths[1] + widths[2], widths[1] + widths[3]);
        }
    }

    /// <summary>Space, bar, space, bar in modules of one of the twenty forms: 0 to 9 odd, 10 to 19 even.</summary>
    public static int[] Widths(int form) => form < 10 ? OddWidths[form] : [.. OddWidths[form - 10].Reverse()];

    /// <summary>The first digit of an EAN-13 by the forms of the six digits after it; null where none has these.</summary>
    public static char? FirstDigit(int evenForms) =>
        Array.IndexOf(FirstDigits, evenForms) is >= 0 and var digit ? (char)('0' + digit) : null;

    /// <summary>Number system and check digit of a UPC-E by the forms of its six digits; null where none has these.</summary>
    public static (char System, char Check)? UpcEEnds(int evenForms)
    {
        if (Array.IndexOf(CheckDigits, evenForms) is >= 0 and var zero)
            return ('0', (char)('0' + zero));
        return Array.IndexOf(CheckDigits, evenForms ^ 0b111111) is >= 0 and var one ? ('1', (char)('0' + one)) : null;
    }

    /// <summary>
    /// The form nearest to four measured elements. Distances between edges of one kind decide, which ink spread and blur leave as
    /// they are; the bars' own widths tell apart 1 from 7 and 2 from 8, whose edges are alike.
    /// </summary>
    /// <param name="edges">The five edges of the digit, from the one where its first space begins.</param>
    /// <param name="spread">By how much a bar is wider than printed, in pixels.</param>
    /// <param name="error">Of the nearest form: squared modules.</param>
    /// <param name="margin">By how much the next form is farther.</param>
    public static int Nearest(ReadOnlySpan<float> edges, float spread, out float error, out float margin)
    {
        var scale = Modules / (edges[4] - edges[0]);
        float first = (edges[2] - edges[0]) * scale, second = (edges[3] - edges[1]) * scale;
        var bars = (edges[2] - edges[1] + edges[4] - edges[3] - 2 * spread) * scale;
        var nearest = -1;
        float least = float.MaxValue, next = float.MaxValue;
        for (var form = 0; form < 20; form++)
        {
            float a = first - First[form], b = second - Second[form], c = bars - Bars[form];
            var off = a * a + b * b + 0.5f * c * c;
            if (off < least)
                (nearest, next, least) = (form, least, off);
            else if (off < next)
                next = off;
        }
        (error, margin) = (least, next - least);
        return nearest;
    }
}
