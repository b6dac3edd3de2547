using System.Text.Json.Serialization;

namespace RetailKlip.Cli;

/// <summary>What keeps a table of products from being imported.</summary>
/// <param name="Row">Of the file, 1 for the header.</param>
/// <param name="Column">Empty where it is the whole row.</param>
internal sealed record ImportFault(long Row, string Column, string Reason)
{
    [JsonIgnore]
    public string Where => Culture.Text($"row {Row}") + (Column.Length > 0 ? $", column {Column}" : "");
}
