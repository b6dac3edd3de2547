namespace RetailKlip.Cli;

/// <summary>Why the server refused a request (RFC 9457).</summary>
/// <param name="Errors">Reasons by member of what was sent.</param>
/// <param name="Faults">Of a table of products, the first thousand.</param>
internal sealed record ServerProblem(
    string? Title, string? Detail, IReadOnlyDictionary<string, string[]>? Errors, IReadOnlyList<ImportFault>? Faults)
{
    /// <summary>Everything that it says, in one line.</summary>
    public override string ToString()
    {
        List<string> reasons = [.. Errors?.Select(member => $"{member.Key}: {string.Join(" ", member.Value)}") ?? []];
        // The title of a refusal with reasons says only that there are some.
        var said = Detail ?? (reasons.Count == 0 ? Title : null);
        return string.Join("; ", said is null ? reasons : [said, .. reasons]);
    }
}
