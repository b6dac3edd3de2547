using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>Forgets answers that nobody waits for any more, once an hour.</summary>
internal sealed partial class IdempotencyPurge(IServiceScopeFactory scopes, TimeProvider time, ILogger<IdempotencyPurge> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await hour.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var old = time.GetUtcNow() - IdempotencyRecord.Kept;
                await scope.ServiceProvider.GetRequiredService<ServerContext>().IdempotencyKeys.Where(record => record.At < old).ExecuteDeleteAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                LogFailed(failure.Message);
            }
        }
    }

    [LoggerMessage(1200, LogLevel.Warning, "Old idempotency keys stay another hour: {Reason}")]
    private partial void LogFailed(string reason);
}
