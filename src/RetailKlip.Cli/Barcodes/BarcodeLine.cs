using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>A JSON line of `klip barcode`.</summary>
/// <param name="Codes">From top to bottom; empty where none was read.</param>
internal sealed record BarcodeLine(string Path, IReadOnlyList<CodeLine> Codes)
{
    public static BarcodeLine Of(string path, IReadOnlyList<Barcode> codes) => new(path, [.. codes.Select(CodeLine.Of)]);
}
