using Microsoft.EntityFrameworkCore;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

public sealed class DatabaseOnSqliteTests(SqliteFixture fixture) : DatabaseTests(fixture), IClassFixture<SqliteFixture>
{
    [Fact]
    public async Task A_server_that_was_killed_while_it_changed_the_tables_keeps_no_other_from_starting()
    {
        using var data = new TemporaryFolder();
        await using (var first = await RunningServer.StartAsync(data.Path))
            await first.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-01-01 00:00:00')""", Cancellation));

        await using var next = await RunningServer.StartAsync(data.Path);

        Assert.Equal("healthy", (await next.GetAsync("/health/ready")).Text("status"));
    }

    [Fact]
    public async Task A_database_that_is_no_database_is_named_at_the_start()
    {
        using var data = new TemporaryFolder();
        await File.WriteAllTextAsync(data.File("server.db"), new string('x', 8192), Cancellation);

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(data.Path));

        Assert.Contains(data.File("server.db"), refusal.Message);
    }
}

public sealed class DatabaseOnPostgresTests(PostgresFixture fixture) : DatabaseTests(fixture), IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_database_that_does_not_answer_is_told_at_the_start_without_its_password()
    {
        using var data = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(
            () => RunningServer.StartAsync(data.Path, "Host=127.0.0.1;Port=1;Database=retailklip;Username=retailklip;Password=s3cret-word"));

        Assert.Contains("Server:Database", refusal.Message);
        Assert.DoesNotContain("s3cret-word", refusal.ToString());
    }
}

/// <summary>Opening a database and bringing it to this version's tables.</summary>
public abstract class DatabaseTests(DatabaseFixture fixture)
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_lead_to_the_tables_of_this_version() =>
        Assert.False(await fixture.Server.InDatabaseAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())),
            "Add a migration, see src/RetailKlip.Server/README.md.");

    [Fact]
    public async Task Servers_that_start_at_once_on_one_empty_database_all_get_ready()
    {
        using var data = new TemporaryFolder();
        var database = await fixture.NewDatabaseAsync();

        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => RunningServer.StartAsync(data.Path, database), Cancellation)));

        foreach (var server in servers)
        {
            Assert.Equal("healthy", (await server.GetAsync("/health/ready")).Text("status"));
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_database_of_a_newer_server_is_left_alone()
    {
        using var data = new TemporaryFolder();
        var database = await fixture.NewDatabaseAsync();
        await using (var server = await RunningServer.StartAsync(data.Path, database))
            await server.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231235959_Future', '99.0.0')""", Cancellation));

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(data.Path, database));

        Assert.Contains("29991231235959_Future", refusal.Message);
    }
}
