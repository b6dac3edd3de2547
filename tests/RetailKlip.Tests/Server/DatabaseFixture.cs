namespace RetailKlip.Tests.Server;

/// <summary>One server for all tests of a class, which keep to their own products.</summary>
public abstract class DatabaseFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private RunningServer? _server;

    public RunningServer Server => _server!;

    public string Data => _data.Path;

    /// <summary>Connection string of PostgreSQL, or empty for SQLite.</summary>
    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Database = await NewDatabaseAsync();
        _server = await RunningServer.StartAsync(Data, Database);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null)
            await _server.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Another empty database of this kind.</summary>
    public abstract Task<string> NewDatabaseAsync();
}

public sealed class SqliteFixture : DatabaseFixture
{
    public override Task<string> NewDatabaseAsync() => Task.FromResult("");
}

public sealed class PostgresFixture(PostgresCluster cluster) : DatabaseFixture
{
    public override Task<string> NewDatabaseAsync() => cluster.NewDatabaseAsync();
}
