using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>Does the jobs of each kind one after the other, as long as the server runs; the kinds do not wait for each other.</summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes, IOptions<ServerOptions> options, TimeProvider time, ILogger<JobRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500), PauseWithoutDatabase = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<string> kinds;
        await using (var scope = scopes.CreateAsyncScope())
            kinds = [.. scope.ServiceProvider.GetServices<IJobHandler>().Select(handler => handler.Kind)];
        await Task.WhenAll(kinds.Select(kind => WorkAsync(kind, stoppingToken)));
    }

    private async Task WorkAsync(string kind, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                if (await TryOneAsync(kind, stopping))
                    continue;
            }
            catch (Exception failure) when (failure is DbException or TimeoutException || failure.InnerException is DbException)
            {
                LogDatabase(failure.Message.ReplaceLineEndings(" "));
                pause = PauseWithoutDatabase;
            }
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there was a job.</returns>
    private async Task<bool> TryOneAsync(string kind, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
        if (await queue.TakeAsync(kind, stopping) is not { } job)
            return false;
        // One that brings down whoever does it comes back by its lease, but not for ever.
        var reason = job.Attempts > options.Value.JobAttempts
            ? $"It was begun {job.Attempts - 1} times and never ended: the server was killed or failed each time."
            : await RunAsync(job, stopping);
        if (reason is null)
        {
            await queue.FinishAsync(job, CancellationToken.None);
            return true;
        }
        if (stopping.IsCancellationRequested)
        {
            await queue.ReturnAsync(job);
            return true;
        }
        LogFailed(job.Kind, job.Id, job.Attempts, reason);
        if (await queue.FailAsync(job, reason, CancellationToken.None))
            await Handler(scope, kind).GiveUpAsync(job, reason, CancellationToken.None);
        return true;
    }

    /// <returns>Why it failed; null where it is done.</returns>
    private async Task<string?> RunAsync(Job job, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var holding = HoldAsync(job, finished);
        try
        {
            await Handler(scope, job.Kind).RunAsync(job, finished.Token);
            return null;
        }
        // Whatever goes wrong is the job's failure: it is told, tried again and in the end given up; the next jobs go on.
#pragma warning disable CA1031
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // Entity Framework's own message only says to look inside.
            return (failure is DbUpdateException ? failure.GetBaseException() : failure).Message.ReplaceLineEndings(" ");
        }
        finally
        {
            await finished.CancelAsync();
            await holding;
        }
    }

    // A long job keeps its lease; one that lost it nevertheless, as on a machine that slept, is stopped.
    private async Task HoldAsync(Job job, CancellationTokenSource finished)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.JobLease / 3, time, finished.Token);
                await using var scope = scopes.CreateAsyncScope();
                if (!await scope.ServiceProvider.GetRequiredService<JobQueue>().ExtendAsync(job, finished.Token))
                {
                    await finished.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception failure) when (failure is DbException or TimeoutException || failure.InnerException is DbException)
        {
            LogDatabase(failure.Message.ReplaceLineEndings(" "));
            await finished.CancelAsync();
        }
    }

    private static IJobHandler Handler(AsyncServiceScope scope, string kind) =>
        scope.ServiceProvider.GetServices<IJobHandler>().Single(handler => handler.Kind == kind);

    [LoggerMessage(1400, LogLevel.Warning, "Job {Kind} {Job} failed at attempt {Attempt}: {Reason}")]
    private partial void LogFailed(string kind, long job, int attempt, string reason);

    [LoggerMessage(1401, LogLevel.Warning, "Jobs wait for the database: {Reason}")]
    private partial void LogDatabase(string reason);
}
