using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

public sealed class SharedJobsOnSqliteTests(SqliteFixture fixture) : SharedJobsTests(fixture), IClassFixture<SqliteFixture>;

public sealed class SharedJobsOnPostgresTests(PostgresFixture fixture) : SharedJobsTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Two servers as processes of their own, on one database and one data folder.</summary>
public abstract class SharedJobsTests(DatabaseFixture fixture) : IDisposable
{
    private const int Pictures = 10, SqliteBusy = 5;

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _data.Dispose();
    }

    [Fact]
    public async Task Two_servers_share_the_pictures_and_one_does_what_the_other_was_killed_at()
    {
        var database = await fixture.NewDatabaseAsync();
        string[] settings = [$"Model={fixture.Model}", "JobLease=00:00:03"];
        using var killed = await ServerProcess.StartAsync(_data.Path, database, settings);
        using var survivor = await ServerProcess.StartAsync(_data.Path, database, settings);
        await killed.Client.AddProductAsync("shared");
        // So large that each takes a while.
        for (var seed = 0; seed < Pictures; seed++)
            await (seed % 2 == 0 ? killed : survivor).Client.AddPictureAsync("shared", ServerRequests.Patches(seed, 3000, 2000));

        var held = await HeldByAsync(killed, database);
        await killed.KillAsync();

        var enrolment = await survivor.Client.EmbeddedAsync("shared");
        Assert.All(enrolment.GetProperty("pictures").EnumerateArray(), picture => Assert.Equal("Embedded", picture.Text("state")));
        await using var db = DatabaseFixture.Open(_data.Path, database);
        // The last one is embedded a moment before its job is noted as done.
        while (await db.Jobs.AnyAsync(job => job.State == JobState.Waiting, Cancellation))
            await Task.Delay(50, Cancellation);
        var jobs = await db.Jobs.AsNoTracking().ToListAsync(Cancellation);
        Assert.Equal(Pictures, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(JobState.Done, job.State));
        // Nobody else did it meanwhile: it came back when its lease had run out.
        var taken = jobs.Single(job => job.Id == held);
        Assert.Equal((survivor.Worker, 2), (taken.Worker, taken.Attempts));
    }

    // Stopped in the midst of it, so that it cannot finish before it is killed.
    private async Task<long> HeldByAsync(ServerProcess server, string database)
    {
        while (true)
        {
            server.Freeze();
            try
            {
                await using var db = DatabaseFixture.Open(_data.Path, database);
                if (await db.Jobs.Where(job => job.State == JobState.Waiting && job.Lease != null && job.Worker == server.Worker)
                    .Select(job => (long?)job.Id).SingleOrDefaultAsync(Cancellation) is { } held)
                    return held;
                Assert.True(await db.Jobs.AnyAsync(job => job.State == JobState.Waiting, Cancellation), "The other server did everything.");
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode == SqliteBusy)
            {
                // It was stopped while it had the whole file.
            }
            server.Thaw();
            await Task.Delay(20, Cancellation);
        }
    }
}
