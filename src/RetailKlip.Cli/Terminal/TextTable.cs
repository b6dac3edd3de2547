using Spectre.Console;

namespace RetailKlip.Cli;

/// <summary>Rows for people: a drawn table on a terminal, aligned plain text elsewhere.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write()
    {
        if (Console.IsOutputRedirected)
            WritePlain();
        else
            WriteDrawn();
    }

    private void WriteDrawn()
    {
        var table = new Table().RoundedBorder();
        foreach (var title in header)
            table.AddColumn(Markup.Escape(title));
        foreach (var row in _rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    private void WritePlain()
    {
        string[][] lines = [header, .. _rows];
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            Console.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
