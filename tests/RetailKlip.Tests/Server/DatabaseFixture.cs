using Microsoft.EntityFrameworkCore;
using RetailKlip.Server;
using RetailKlip.Tests.Vision;

namespace RetailKlip.Tests.Server;

/// <summary>One server for all tests of a class, which keep to their own products.</summary>
public abstract class DatabaseFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _models = new();
    private RunningServer? _server;

    public RunningServer Server => _server!;

    public string Data => _data.Path;

    /// <summary>The smallest real encoder, of accept similarity 0.9.</summary>
    public string Model => _models.File("tiny");

    /// <summary>Connection string of PostgreSQL, or empty for SQLite.</summary>
    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Database = await NewDatabaseAsync();
        TinyEncoder.Write(Model);
        _server = await RunningServer.StartAsync(Data, Database, $"Model={Model}");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null)
            await _server.DisposeAsync();
        _data.Dispose();
        _models.Dispose();
    }

    /// <summary>Another empty database of this kind.</summary>
    public abstract Task<string> NewDatabaseAsync();

    /// <summary>Looks into a database beside the servers that use it.</summary>
    /// <param name="data">Folder of the servers.</param>
    internal static ServerContext Open(string data, string database) => database.Length > 0
        ? new PostgresServerContext(new DbContextOptionsBuilder<PostgresServerContext>().UseNpgsql(database).Options)
        : new SqliteServerContext(new DbContextOptionsBuilder<SqliteServerContext>().UseSqlite($"Data Source={Path.Combine(data, "server.db")};Pooling=False;Default Timeout=5").Options);
}

public sealed class SqliteFixture : DatabaseFixture
{
    public override Task<string> NewDatabaseAsync() => Task.FromResult("");
}

public sealed class PostgresFixture(PostgresCluster cluster) : DatabaseFixture
{
    public override Task<string> NewDatabaseAsync() => cluster.NewDatabaseAsync();
}
