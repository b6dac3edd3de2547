using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Kiosk;

internal static class HealthEndpoints
{
    private const string Ready = "ready";

    public static IServiceCollection AddKioskHealth(this IServiceCollection services)
    {
        services.AddSingleton<KioskHealth>();
        var checks = services.AddHealthChecks();
        foreach (var part in Enum.GetValues<KioskPart>())
#pragma warning disable CA1308 // Part names are lower case in JSON.
            checks.Add(new HealthCheckRegistration(part.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
                provider => new PartHealthCheck(provider.GetRequiredService<KioskHealth>(), part), HealthStatus.Unhealthy, [Ready]));
        return services;
    }

    /// <summary>
    /// <c>/health/live</c>: 200 while no background service broke. <c>/health/ready</c>: 200 while the kiosk can sell (healthy or
    /// degraded), 503 where a part forbids it. Both say why, part by part.
    /// </summary>
    public static void MapKioskHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", (KioskHealth health) => health.Failure is null
            ? Results.Json(new LiveResponse("healthy", null), KioskJson.Default.LiveResponse)
            : Results.Json(new LiveResponse("unhealthy", health.Failure), KioskJson.Default.LiveResponse, statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(ReadyResponse.Of(report), KioskJson.Default.ReadyResponse),
        });
    }
}
