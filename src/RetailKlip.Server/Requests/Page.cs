namespace RetailKlip.Server;

/// <summary>A part of a list, in a fixed order.</summary>
/// <param name="Next">Address of the part that follows; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
