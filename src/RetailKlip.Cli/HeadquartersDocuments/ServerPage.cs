namespace RetailKlip.Cli;

/// <param name="Next">Address of the part that follows; null at the end.</param>
internal sealed record ServerPage<T>(IReadOnlyList<T> Items, string? Next);
