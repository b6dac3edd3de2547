using OpenCvSharp;

namespace RetailKlip.Tests.Vision;

/// <summary>Symbols of ISO/IEC 15420 as strings of modules, 1 for a bar, from tables written apart from the reader's own.</summary>
internal static class DrawnBarcodes
{
    private static readonly string[] SetA =
        ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];

    private static readonly string[] FirstDigit =
        ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"];

    private static readonly string[] UpcECheckDigit =
        ["BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA", "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"];

    public static string Ean13(string text) =>
        "101" + string.Concat(text[1..7].Select((digit, i) => Digit(digit, FirstDigit[text[0] - '0'][i]))) + "01010"
        + string.Concat(text[7..].Select(digit => Digit(digit, 'C'))) + "101";

    public static string UpcA(string text) => Ean13("0" + text);

    public static string Ean8(string text) =>
        "101" + string.Concat(text[..4].Select(digit => Digit(digit, 'A'))) + "01010"
        + string.Concat(text[4..].Select(digit => Digit(digit, 'C'))) + "101";

    /// <param name="text">8 digits, number system and check digit included.</param>
    public static string UpcE(string text) =>
        "101" + string.Concat(text[1..7].Select((digit, i) =>
            Digit(digit, UpcECheckDigit[text[7] - '0'][i] == 'A' == (text[0] == '0') ? 'A' : 'B'))) + "010101";

    /// <summary>Light grey; the caller disposes.</summary>
    public static Mat Page(int width, int height) => new(height, width, MatType.CV_8UC3, new Scalar(225, 228, 230));

    public static void Paint(Mat page, string modules, Point topLeft, int module, int height)
    {
        for (var i = 0; i < modules.Length; i++)
            if (modules[i] == '1')
                Cv2.Rectangle(page, new Rect(topLeft.X + i * module, topLeft.Y, module, height), new Scalar(30, 28, 28), -1);
    }

    /// <summary>A page with one symbol, drawn large, then turned, shrunk, blurred and made noisy as a camera does.</summary>
    /// <param name="module">Pixels a module in the picture.</param>
    /// <param name="blur">Standard deviation in modules; 0 for none.</param>
    /// <returns>8-bit BGR; the caller disposes.</returns>
    public static Mat Photo(string modules, double degrees, double module, double blur, int seed, int side = 400)
    {
        const int drawn = 8;
        using var sheet = Page((modules.Length + 30) * drawn, 60 * drawn);
        Paint(sheet, modules, new Point(15 * drawn, 10 * drawn), drawn, 40 * drawn);
        Cv2.GaussianBlur(sheet, sheet, default, Math.Max(blur * drawn, 0.45 * drawn / module));
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(sheet.Width / 2f, sheet.Height / 2f), degrees, module / drawn);
        turn.Set(0, 2, turn.At<double>(0, 2) + (side - sheet.Width) / 2.0);
        turn.Set(1, 2, turn.At<double>(1, 2) + (side - sheet.Height) / 2.0);
        using var photo = new Mat();
        Cv2.WarpAffine(sheet, photo, turn, new Size(side, side), InterpolationFlags.Linear, BorderTypes.Replicate);
        using var noise = Drawings.Noise(side, side, seed);
        var noisy = new Mat();
        Cv2.AddWeighted(photo, 0.96, noise, 0.04, 0, noisy);
        return noisy;
    }

    private static string Digit(char digit, char set)
    {
        var a = SetA[digit - '0'];
        var c = new string([.. a.Select(module => module == '1' ? '0' : '1')]);
        return set switch { 'A' => a, 'B' => new string([.. c.Reverse()]), _ => c };
    }
}
