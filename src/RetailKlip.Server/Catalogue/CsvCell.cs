namespace RetailKlip.Server;

/// <summary>One cell of a table for spreadsheets, which take what begins like a formula for one (OWASP, CSV injection): such text gets an apostrophe before
/// it, and loses it on the way back.</summary>
internal static class CsvCell
{
    public static string Write(string text)
    {
        var guarded = IsFormula(text) ? "'" + text : text;
        return guarded.AsSpan().IndexOfAny("\",;\r\n") >= 0 || guarded.Trim() != guarded
            ? $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : guarded;
    }

    /// <param name="cell">Without its quotes.</param>
    public static string Read(string cell) => cell.StartsWith('\'') && IsFormula(cell) ? cell[1..] : cell;

    // Text that has such an apostrophe of its own gets another one, so that every text comes back.
    private static bool IsFormula(string text) => text.AsSpan().TrimStart('\'') is [var first, ..] && first is '=' or '+' or '-' or '@' or '\t' or '\r';
}
