using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

public sealed class JobQueueOnSqliteTests(SqliteFixture fixture) : JobQueueTests(fixture), IClassFixture<SqliteFixture>;

public sealed class JobQueueOnPostgresTests(PostgresFixture fixture) : JobQueueTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Jobs in a real database, of kinds that the server itself does not do.</summary>
public abstract class JobQueueTests(DatabaseFixture fixture)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_taken_by_one_of_many_who_ask_at_once()
    {
        await AddAsync("at-once", 20);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<long>();
            while (await InQueueAsync(queue => queue.TakeAsync("at-once", Cancellation)) is { } job)
            {
                mine.Add(job.Id);
                await InQueueAsync(async queue =>
                {
                    await queue.FinishAsync(job, Cancellation);
                    return true;
                });
            }
            return mine;
        }, Cancellation)));

        // Who found every job taken gave up, which is why some may be left to the last one; none is done twice.
        var all = taken.SelectMany(mine => mine).ToList();
        Assert.Equal(20, all.Count);
        Assert.Equal(20, all.Distinct().Count());
    }

    [Fact]
    public async Task The_job_of_who_was_killed_is_another_s_once_its_lease_ran_out()
    {
        await AddAsync("killed", 1);
        var killed = await TakeAsync("killed");
        Assert.NotNull(killed);
        Assert.Null(await TakeAsync("killed"));

        _time.Advance(Lease + TimeSpan.FromSeconds(1));
        var next = await TakeAsync("killed");

        Assert.Equal((killed.Id, 2), (next!.Id, next.Attempts));
        // Who was only slow learns that it is not his any more, and changes nothing.
        Assert.False(await InQueueAsync(queue => queue.ExtendAsync(killed, Cancellation)));
        Assert.False(await InQueueAsync(queue => queue.FailAsync(killed, "too late", Cancellation)));
        Assert.True(await InQueueAsync(queue => queue.ExtendAsync(next, Cancellation)));
    }

    [Fact]
    public async Task A_lease_that_is_extended_stays()
    {
        await AddAsync("long", 1);
        var job = await TakeAsync("long");

        for (var third = 0; third < 6; third++)
        {
            _time.Advance(Lease / 3);
            Assert.True(await InQueueAsync(queue => queue.ExtendAsync(job!, Cancellation)));
            Assert.Null(await TakeAsync("long"));
        }
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_after_ever_longer_pauses_and_then_given_up()
    {
        await AddAsync("failing", 1);
        var pauses = new List<int>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var job = await TakeAsync("failing");
            Assert.Equal(attempt, job!.Attempts);
            Assert.Equal(attempt == 3, await InQueueAsync(queue => queue.FailAsync(job, $"reason {attempt}", Cancellation)));
            pauses.Add((int)((await FindAsync(job)).DueAt - _time.GetUtcNow()).TotalSeconds);
            Assert.Null(await TakeAsync("failing"));
            _time.Advance(TimeSpan.FromSeconds(pauses[^1]));
        }

        Assert.Equal([1, 2, 4], pauses);
        Assert.Null(await TakeAsync("failing"));
        var failed = await fixture.Server.InDatabaseAsync(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Kind == "failing", Cancellation));
        Assert.Equal((JobState.Failed, "reason 3"), (failed.State, failed.Reason));
    }

    [Fact]
    public async Task A_job_that_is_given_back_is_due_at_once_and_has_lost_no_attempt()
    {
        await AddAsync("returned", 1);
        var job = await TakeAsync("returned");
        await InQueueAsync(async queue =>
        {
            await queue.ReturnAsync(job!);
            return true;
        });

        Assert.Equal(1, (await TakeAsync("returned"))!.Attempts);
    }

    private Task<Job?> TakeAsync(string kind) => InQueueAsync(queue => queue.TakeAsync(kind, Cancellation));

    private Task<Job> FindAsync(Job job) => fixture.Server.InDatabaseAsync(db => db.Jobs.AsNoTracking().SingleAsync(one => one.Id == job.Id, Cancellation));

    private Task<int> AddAsync(string kind, int count) => fixture.Server.InDatabaseAsync(async db =>
    {
        for (var i = 0; i < count; i++)
            Queue(db).Add(kind);
        return await db.SaveChangesAsync(Cancellation);
    });

    private Task<T> InQueueAsync<T>(Func<JobQueue, Task<T>> work) => fixture.Server.InDatabaseAsync(db => work(Queue(db)));

    private JobQueue Queue(ServerContext db) => new(db, _time, Options.Create(new ServerOptions { JobLease = Lease, JobAttempts = 3 }));
}
