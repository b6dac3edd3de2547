using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>Looks after open rollouts: one that makes kiosks worse is taken back, one that has soaked well goes on. Of several replicas
/// that look at once one acts.</summary>
internal sealed partial class RolloutWatch(
    IServiceScopeFactory scopes, IOptions<ServerOptions> options, TimeProvider time, ILogger<RolloutWatch> logger) : BackgroundService
{
    public const string Who = "rollout watch";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Rollouts.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or TimeoutException or DbUpdateException
                or InvalidOperationException { InnerException: DbException })
            {
                LogFailed(failure.GetBaseException().Message.ReplaceLineEndings(" "));
            }
        }
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, gates) = (scope.ServiceProvider.GetRequiredService<ServerContext>(),
            scope.ServiceProvider.GetRequiredService<RolloutGates>());
        var changes = scope.ServiceProvider.GetRequiredService<RolloutChanges>();
        var open = from rollout in db.Rollouts
                   where rollout.Stage == RolloutStage.Canary || rollout.Stage == RolloutStage.Part
                   join release in db.Releases on rollout.ReleaseId equals release.Id
                   where release.Stage == ReleaseStage.Published
                   select new { rollout, release };
        foreach (var one in await open.ToListAsync(cancellation))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            var (kiosks, judged) = await gates.LookAsync(one.rollout, cancellation);
            if (judged.Where(gate => gate.IsTripped).ToList() is { Count: > 0 } tripped)
            {
                var reason = string.Join("; ", tripped.Select(gate => gate.Reason()));
                await changes.RollBackAsync(one.release, one.rollout, reason, Who, cancellation);
                LogTakenBack(one.release.Id, reason);
            }
            else if (one.rollout.SoakMinutes is { } minutes && one.rollout.StageSince.AddMinutes(minutes) <= time.GetUtcNow() && kiosks > 0
                && judged.All(gate => gate.IsEnough))
            {
                changes.Advance(one.rollout, Who);
                LogAdvanced(one.release.Id, one.rollout.Stage);
            }
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    [LoggerMessage(1600, LogLevel.Warning, "Release {Release} is taken back: {Reason}")]
    private partial void LogTakenBack(long release, string reason);

    [LoggerMessage(1601, LogLevel.Information, "Release {Release} goes on: {Stage}")]
    private partial void LogAdvanced(long release, RolloutStage stage);

    [LoggerMessage(1602, LogLevel.Warning, "Rollouts are looked at later: {Reason}")]
    private partial void LogFailed(string reason);
}
