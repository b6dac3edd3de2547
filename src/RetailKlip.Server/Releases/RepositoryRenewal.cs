using System.Data.Common;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>Signs anew what is due in the update repository, so that kiosks do not take it for abandoned when nothing new is published.</summary>
internal sealed partial class RepositoryRenewal(UpdateRepository updates, DatabaseTurn turns, TimeProvider time, ILogger<RepositoryRenewal> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException or TufException or FormatException)
            {
                LogFailed(failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task RenewAsync(CancellationToken cancellation)
    {
        if (!updates.Exists || !IsDue(updates.Open()))
            return;
        await using var turn = await turns.TakeAsync(DatabaseWork.Publish, cancellation);
        var repository = updates.Open();
        if (IsDue(repository))
            LogRenewed(string.Join(", ", repository.Renew(updates.Keys())));
    }

    private static bool IsDue(Repository repository) =>
        repository.Status().Any(role => role.Due && role.Role is RoleNames.Timestamp or RoleNames.Snapshot or UpdateRepository.GalleriesRole);

    [LoggerMessage(1510, LogLevel.Information, "Signed anew: {Roles}")]
    private partial void LogRenewed(string roles);

    [LoggerMessage(1511, LogLevel.Warning, "The update repository is not renewed: {Reason}")]
    private partial void LogFailed(string reason);
}
