using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Server;

internal sealed record ReadyResponse(string Status, IReadOnlyDictionary<string, ReadyResponse.Part> Parts)
{
    public static ReadyResponse Of(HealthReport report) => new(Name(report.Status), report.Entries.ToDictionary(
        entry => entry.Key, entry => new Part(Name(entry.Value.Status), entry.Value.Description)));

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    internal sealed record Part(string Status, string? Reason);
}
