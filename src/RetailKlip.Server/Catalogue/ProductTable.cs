using System.Text;
using Microsoft.VisualBasic.FileIO;

namespace RetailKlip.Server;

/// <summary>A table of products as it was sent, cell by cell.</summary>
/// <param name="Rows">Each with its number in the file.</param>
internal sealed record ProductTable(IReadOnlyList<(long Number, IReadOnlyDictionary<string, string> Cells)> Rows)
{
    public const int MaxRows = 50_000;

    /// <summary>Reads comma-separated values (RFC 4180), or semicolon-separated ones where the header has no comma, in UTF-8.</summary>
    /// <returns>What could be read; with faults, it is not whole.</returns>
    public static ProductTable Read(Stream csv, List<ImportFault> faults)
    {
        var rows = new List<(long, IReadOnlyDictionary<string, string>)>();
        string text;
        try
        {
            using var reader = new StreamReader(csv, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            text = reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new(1, "", "The file is not UTF-8: save it as CSV UTF-8."));
            return new(rows);
        }
        var first = text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length));
        using var parser = new TextFieldParser(new StringReader(text)) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = true };
        parser.SetDelimiters(first.Contains(',') ? "," : ";");
        if (Fields(parser, faults) is not (_, { } header))
        {
            if (faults.Count == 0)
                faults.Add(new(1, "", $"The file is empty: its first row must name columns, at least {ProductColumns.Sku}."));
            return new(rows);
        }
        CheckHeader(header, faults);
        if (faults.Count > 0)
            return new(rows);
        while (Fields(parser, faults) is (var number, var fields))
        {
            if (fields is null)
                continue;
            if (fields.Length != header.Length)
                faults.Add(new(number, "", $"It has {fields.Length} cells, the header {header.Length}."));
            else if (rows.Count == MaxRows)
            {
                faults.Add(new(number, "", $"More than {MaxRows} products are too many for one file: split it."));
                break;
            }
            else
                rows.Add((number, header.Zip(fields).ToDictionary(cell => cell.First, cell => CsvCell.Read(cell.Second))));
        }
        return new(rows);
    }

    private static void CheckHeader(string[] header, List<ImportFault> faults)
    {
        if (!header.Contains(ProductColumns.Sku))
            faults.Add(new(1, ProductColumns.Sku, "The column is missing."));
        foreach (var column in header.Where(column => !ProductColumns.IsKnown(column)).Distinct())
            faults.Add(new(1, column,
                $"There is no such column: {string.Join(", ", ProductColumns.Fixed)} and {ProductColumns.NamePrefix}LANGUAGE are known."));
        foreach (var twice in header.GroupBy(column => column).Where(same => same.Count() > 1))
            faults.Add(new(1, twice.Key, "The column stands twice."));
    }

    /// <returns>Null at the end; no fields where the row is malformed.</returns>
    private static (long Number, string[]? Fields)? Fields(TextFieldParser parser, List<ImportFault> faults)
    {
        // Where the row begins: the parser passes over empty lines.
        if (parser.EndOfData)
            return null;
        var number = parser.LineNumber;
        try
        {
            return (number, parser.ReadFields());
        }
        catch (MalformedLineException malformed)
        {
            faults.Add(new(malformed.LineNumber, "", "A quotation mark is missing, or stands in the midst of a cell."));
            return (number, null);
        }
    }
}
