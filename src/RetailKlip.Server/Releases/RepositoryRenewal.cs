using System.Data.Common;
using Microsoft.Extensions.Options;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>Signs anew what is due in the update repository, so that kiosks do not take it for abandoned when nothing new is published, and deletes the
/// files of releases that no kiosk asks for any more.</summary>
internal sealed partial class RepositoryRenewal(
    UpdateRepository updates, DatabaseTurn turns, IOptions<ServerOptions> options, TimeProvider time, ILogger<RepositoryRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10), DeleteEvery = TimeSpan.FromHours(6);

    private DateTimeOffset _deletedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RenewAsync(stoppingToken);
                if (time.GetUtcNow() - _deletedAt > DeleteEvery)
                    await DeleteSupersededAsync(stoppingToken);
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

    internal async Task DeleteSupersededAsync(CancellationToken cancellation)
    {
        _deletedAt = time.GetUtcNow();
        if (!updates.Exists)
            return;
        await using var turn = await turns.TakeAsync(DatabaseWork.Publish, cancellation);
        if (updates.Open().DeleteSuperseded(options.Value.SupersededKept) is > 0 and var files)
            LogDeleted(files);
    }

    private static bool IsDue(Repository repository) =>
        repository.Status().Any(role => role.Due && role.Role is RoleNames.Timestamp or RoleNames.Snapshot or UpdateRepository.GalleriesRole);

    [LoggerMessage(1510, LogLevel.Information, "Signed anew: {Roles}")]
    private partial void LogRenewed(string roles);

    [LoggerMessage(1512, LogLevel.Information, "{Files} files of superseded releases are deleted")]
    private partial void LogDeleted(int files);

    [LoggerMessage(1511, LogLevel.Warning, "The update repository is not renewed: {Reason}")]
    private partial void LogFailed(string reason);
}
