using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Kiosk;

internal sealed class PartHealthCheck(KioskHealth health, KioskPart part) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = health[part];
        return Task.FromResult(new HealthCheckResult(now.Status, now.Reason, data: new Dictionary<string, object> { ["since"] = now.Since }));
    }
}
