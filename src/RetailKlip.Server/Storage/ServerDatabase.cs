using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>
/// Opens the database before anything listens: creates it or brings it to this version's tables. Servers that start at once on one database
/// wait for each other.
/// </summary>
internal sealed partial class ServerDatabase(
    IServiceScopeFactory scopes, DatabaseTurn turns, IOptions<ServerOptions> options, ILogger<ServerDatabase> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var where = options.Value.Database.Length > 0 ? "the PostgreSQL database of Server:Database" : SqlitePath(options.Value);
        try
        {
            Directory.CreateDirectory(options.Value.Data);
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ServerContext>();
            // Entity Framework's own lock is given back after every single migration.
            await using var turn = await turns.TakeAsync(DatabaseWork.Start, cancellationToken);
            if (context is SqliteServerContext)
                await ForgetMigrationsOfTheKilledAsync(context, cancellationToken);
            if ((await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(context.Database.GetMigrations()).LastOrDefault() is { } newer)
                throw new StartRefusedException($"{where} was changed by a newer server ({newer}): run that version, or restore the backup made before it.");
            await context.Database.MigrateAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw new StartRefusedException(
                $"{where} cannot be opened ({failure.Message.ReplaceLineEndings(" ")}): check that it is there and may be read and written.", failure);
        }
        LogOpened(where);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static string SqlitePath(ServerOptions options) => Path.GetFullPath(Path.Combine(options.Data, "server.db"));

    private static async Task ForgetMigrationsOfTheKilledAsync(ServerContext context, CancellationToken cancellation)
    {
        if ((await context.Database.SqlQuery<long>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").ToListAsync(cancellation))[0] > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancellation);
    }

    [LoggerMessage(1000, LogLevel.Information, "Open: {Where}")]
    private partial void LogOpened(string where);
}
