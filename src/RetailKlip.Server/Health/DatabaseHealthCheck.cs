using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetailKlip.Server;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealthCheck(ServerContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
            return HealthCheckResult.Healthy(db is SqliteServerContext ? "SQLite" : "PostgreSQL");
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"The database does not answer: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }
}
