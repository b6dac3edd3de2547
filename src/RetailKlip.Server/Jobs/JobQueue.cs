using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>
/// Work in the database, shared by all replicas. Taking a job means to hold a lease on it: two never hold one at once, and the job of a process that
/// was killed is due again when its lease has run out. The replicas' clocks may differ by less than a lease.
/// </summary>
internal sealed class JobQueue(ServerContext db, TimeProvider time, IOptions<ServerOptions> options)
{
    private const int MaxReason = 1000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The name of this process, for people.</summary>
    public static string Worker { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Adds a job to what the context saves next.</summary>
    public void Add(string kind, long? picture = null, long? release = null) => db.Jobs.Add(new Job
    {
        Kind = kind, PictureId = picture, ReleaseId = release, AddedAt = time.GetUtcNow(), DueAt = time.GetUtcNow(),
    });

    /// <summary>Takes the job of a kind that is due for longest.</summary>
    /// <returns>Null where none is due.</returns>
    public async Task<Job?> TakeAsync(string kind, CancellationToken cancellation)
    {
        var (now, lease) = (time.GetUtcNow(), Guid.NewGuid());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var due = await db.DueJobs(kind, now).AsNoTracking().ToListAsync(cancellation);
        if (due is not [var job])
            return null;
        await db.Jobs.Where(one => one.Id == job.Id).ExecuteUpdateAsync(one => one
            .SetProperty(j => j.Lease, lease)
            .SetProperty(j => j.DueAt, now + options.Value.JobLease)
            .SetProperty(j => j.Attempts, j => j.Attempts + 1)
            .SetProperty(j => j.Worker, Worker), cancellation);
        await transaction.CommitAsync(cancellation);
        return await db.Jobs.AsNoTracking().SingleOrDefaultAsync(one => one.Id == job.Id && one.Lease == lease, cancellation);
    }

    /// <returns>False where the lease ran out and the job is another's.</returns>
    public async Task<bool> ExtendAsync(Job job, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + options.Value.JobLease;
        return await Held(job).ExecuteUpdateAsync(one => one.SetProperty(j => j.DueAt, until), cancellation) == 1;
    }

    public Task FinishAsync(Job job, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return Held(job).ExecuteUpdateAsync(one => one
            .SetProperty(j => j.State, JobState.Done).SetProperty(j => j.FinishedAt, now).SetProperty(j => j.Reason, (string?)null), cancellation);
    }

    /// <summary>Gives it back undone, as when the server is told to stop; the attempt does not count.</summary>
    public Task ReturnAsync(Job job)
    {
        var now = time.GetUtcNow();
        return Held(job).ExecuteUpdateAsync(one => one
            .SetProperty(j => j.DueAt, now).SetProperty(j => j.Lease, (Guid?)null).SetProperty(j => j.Attempts, j => j.Attempts - 1), CancellationToken.None);
    }

    /// <summary>Notes a failed attempt. The next one is due after a pause that doubles each time.</summary>
    /// <returns>Whether it was the last one.</returns>
    public async Task<bool> FailAsync(Job job, string reason, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var isLast = job.Attempts >= options.Value.JobAttempts;
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(job.Attempts - 1, 20)));
        var text = reason.Length <= MaxReason ? reason : reason[..MaxReason];
        DateTimeOffset? finished = isLast ? now : null;
        var changed = await Held(job).ExecuteUpdateAsync(one => one
            .SetProperty(j => j.State, isLast ? JobState.Failed : JobState.Waiting)
            .SetProperty(j => j.DueAt, now + pause)
            .SetProperty(j => j.Lease, (Guid?)null)
            .SetProperty(j => j.Reason, text)
            .SetProperty(j => j.FinishedAt, finished), cancellation);
        return isLast && changed == 1;
    }

    private IQueryable<Job> Held(Job job) => db.Jobs.Where(one => one.Id == job.Id && one.Lease == job.Lease && one.State == JobState.Waiting);
}
