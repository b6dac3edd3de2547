namespace RetailKlip.Server;

/// <summary>What keeps a table from being imported.</summary>
/// <param name="Row">Of the file, 1 for the header; a value over several lines counts them all.</param>
/// <param name="Column">Empty where it is the whole row.</param>
internal sealed record ImportFault(long Row, string Column, string Reason);
