using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Server;

/// <summary>Whether jobs get done.</summary>
internal sealed class JobsHealthCheck(ServerContext db, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var since = time.GetUtcNow() - Remembered;
            var waiting = await db.Jobs.CountAsync(job => job.State == JobState.Waiting, cancellationToken);
            var failed = await db.Jobs.CountAsync(job => job.State == JobState.Failed && job.FinishedAt > since, cancellationToken);
            // Health is for everybody; reasons name files.
            return failed == 0
                ? HealthCheckResult.Healthy($"{waiting} waiting")
                : HealthCheckResult.Degraded($"{waiting} waiting, {failed} failed in the last hour: pictures, releases and the log say why");
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            return HealthCheckResult.Degraded("They cannot be counted: the database does not answer.");
        }
    }
}
