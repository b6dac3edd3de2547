namespace RetailKlip.Cli;

internal sealed record ExportLine(string Path, long Bytes);
