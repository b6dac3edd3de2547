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
            var failed = await db.Jobs.Where(job => job.State == JobState.Failed && job.FinishedAt > since)
                .OrderByDescending(job => job.Id).Select(job => job.Reason).ToListAsync(cancellationToken);
            return failed.Count == 0
                ? HealthCheckResult.Healthy($"{waiting} waiting")
                : HealthCheckResult.Degraded($"{waiting} waiting, {failed.Count} failed in the last hour, the last one because: {failed[0]}");
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            return HealthCheckResult.Degraded("They cannot be counted: the database does not answer.");
        }
    }
}
