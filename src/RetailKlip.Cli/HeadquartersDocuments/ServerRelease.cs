namespace RetailKlip.Cli;

/// <summary>What became of a release on the server.</summary>
/// <param name="Stage"><c>Waiting</c>, <c>Published</c>, <c>Unchanged</c> or <c>Failed</c>.</param>
/// <param name="Galleries">Those that have a new version.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
internal sealed record ServerRelease(
    long Id, string Gallery, string Stage, DateTimeOffset RequestedAt, string RequestedBy, DateTimeOffset? FinishedAt, long? Version, long? Products,
    long? Entries, long? Bytes, long? DeltaBytes, IReadOnlyList<string> Galleries, string? Reason)
{
    public const string Waiting = "Waiting", Failed = "Failed";

    public void Print()
    {
        var table = new TextTable("release", Culture.Text($"{Id}"));
        table.Add("stage", Stage);
        table.Add("requested", Culture.Text($"{RequestedAt:u} by {RequestedBy}"));
        if (Version is { } version)
            table.Add(Gallery, Culture.Text($"version {version}, {Products} products, {Entries} entries"));
        if (Bytes is { } bytes)
            table.Add("size", Culture.Text($"{bytes:N0} bytes, delta {DeltaBytes ?? 0:N0}"));
        if (Galleries.Count > 0)
            table.Add("new versions of", string.Join(", ", Galleries));
        if (Reason is { } reason)
            table.Add("reason", reason);
        table.Write();
    }
}
