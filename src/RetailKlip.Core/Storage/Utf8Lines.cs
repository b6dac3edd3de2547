using System.Text;

namespace RetailKlip.Core;

/// <summary>The lines of a text file that must be UTF-8; a byte order mark at the beginning is no part of them.</summary>
public static class Utf8Lines
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads line by line.</summary>
    /// <param name="fault">Makes the exception to throw of a line's number, from 1, and what is wrong with it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<string> Read(string path, Func<int, string, Exception> fault)
    {
        using var lines = File.ReadLines(path, Strict).GetEnumerator();
        for (var number = 1; ; number++)
        {
            try
            {
                if (!lines.MoveNext())
                    yield break;
            }
            catch (DecoderFallbackException)
            {
                throw fault(number, "the text is not UTF-8: save the file as UTF-8");
            }
            yield return lines.Current;
        }
    }
}
