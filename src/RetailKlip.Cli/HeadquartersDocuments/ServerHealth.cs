namespace RetailKlip.Cli;

/// <summary>Whether the server can serve, part by part: <c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</summary>
internal sealed record ServerHealth(string Status, IReadOnlyDictionary<string, ServerHealth.Part> Parts)
{
    internal sealed record Part(string Status, string? Reason);
}
