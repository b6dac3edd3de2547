using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace RetailKlip.Server;

internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddServerHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", timeout: Patience);

    /// <summary><c>/health/live</c>: 200 while the process answers. <c>/health/ready</c>: 200 while it can serve, 503 where it cannot, and why.</summary>
    public static void MapServerHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => new LiveResponse("healthy")).AllowAnonymous().WithTags("Health");
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(ReadyResponse.Of(report), ServerJson.Default.ReadyResponse),
        }).AllowAnonymous();
    }
}
