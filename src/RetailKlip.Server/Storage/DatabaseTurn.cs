using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RetailKlip.Server;

/// <summary>
/// One process at a time over all replicas, for what is longer than a transaction. The database, or the operating system for SQLite, takes the turn
/// away from a process that is killed.
/// </summary>
internal sealed class DatabaseTurn(IOptions<ServerOptions> options)
{
    // PostgreSQL's advisory locks are numbers of an application's own choice, one set for each database.
    private const long Locks = 0x4b4c4950;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Waits for the turn, at most five minutes; it ends when the result is disposed.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or others take too long.</exception>
    /// <exception cref="IOException">The file beside SQLite's cannot be written, or others take too long.</exception>
    public Task<IAsyncDisposable> TakeAsync(DatabaseWork work, CancellationToken cancellation) =>
        options.Value.Database is { Length: > 0 } database ? PostgresAsync(database, work, cancellation) : SqliteAsync(work, cancellation);

    // The lock ends with its session, which is why that is not kept in the pool.
    private static async Task<IAsyncDisposable> PostgresAsync(string database, DatabaseWork work, CancellationToken cancellation)
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        try
        {
            await session.OpenAsync(cancellation);
            var number = (Locks + (int)work).ToString(CultureInfo.InvariantCulture);
            await using var turn = new NpgsqlCommand($"SELECT pg_advisory_lock({number})", session) { CommandTimeout = (int)Patience.TotalSeconds };
            await turn.ExecuteNonQueryAsync(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    // The row that Entity Framework takes for a lock would stay for ever.
    private async Task<IAsyncDisposable> SqliteAsync(DatabaseWork work, CancellationToken cancellation)
    {
        var path = $"{ServerDatabase.SqlitePath(options.Value)}.{work.ToString().ToLowerInvariant()}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(100, cancellation);
            }
        }
    }
}
