using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>Forgets what nobody waits for any more, once an hour: answers to changes, finished jobs, expired tokens, what kiosks did long ago, files that
/// nothing names.</summary>
internal sealed partial class HourlyPurge(IServiceScopeFactory scopes, FileStore files, TimeProvider time, ILogger<HourlyPurge> logger) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await hour.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await PurgeAsync(scope.ServiceProvider.GetRequiredService<ServerContext>(), stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
            {
                LogFailed(failure.Message);
            }
        }
    }

    internal async Task PurgeAsync(ServerContext db, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (answered, finished) = (now - IdempotencyRecord.Kept, now - Kept);
        await db.IdempotencyKeys.Where(record => record.At < answered).ExecuteDeleteAsync(cancellation);
        await db.Jobs.Where(job => job.State != JobState.Waiting && job.FinishedAt < finished).ExecuteDeleteAsync(cancellation);
        await db.KioskTokens.Where(token => token.ExpiresAt < now).ExecuteDeleteAsync(cancellation);
        await db.UsedAssertions.Where(used => used.ExpiresAt < now).ExecuteDeleteAsync(cancellation);
        var old = now - KioskHour.Kept;
        await db.KioskHours.Where(hour => hour.Hour < old).ExecuteDeleteAsync(cancellation);
        await db.KioskCommands.Where(command => command.FinishedAt < old).ExecuteDeleteAsync(cancellation);
        await files.SweepAsync(now - Kept, async digests => (await db.Pictures.Where(picture => digests.Contains(picture.Digest))
            .Select(picture => picture.Digest).ToListAsync(cancellation)).ToHashSet());
    }

    [LoggerMessage(1200, LogLevel.Warning, "What is old stays another hour: {Reason}")]
    private partial void LogFailed(string reason);
}
