using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>Changes of rollouts, with their entry in the audit log; saved with what the context saves next.</summary>
internal sealed class RolloutChanges(ServerContext db, JobQueue jobs, AuditLog audit, TimeProvider time)
{
    public void Advance(Rollout rollout, string who) => Change(rollout, who, null, () => rollout.Advance(time.GetUtcNow()));

    public void Halt(Rollout rollout, string reason, string who) =>
        Change(rollout, who, reason, () => rollout.Halt(reason, time.GetUtcNow()));

    public void Resume(Rollout rollout, string who) => Change(rollout, who, null, () => rollout.Resume(time.GetUtcNow()));

    /// <summary>A newer release is to bring back, to all, what was before this one.</summary>
    /// <param name="rollout">Null where the release was for everybody at once.</param>
    public async Task<GalleryRelease> RollBackAsync(GalleryRelease release, Rollout? rollout, string reason, string who,
        CancellationToken cancellation)
    {
        if (rollout is not null)
            Change(rollout, who, reason, () => rollout.End(RolloutStage.RolledBack, reason, time.GetUtcNow()));
        var former = db.Releases.Add(new GalleryRelease { Gallery = release.Gallery, RequestedAt = time.GetUtcNow(), RequestedBy = who,
            Restores = release.Id }).Entity;
        await db.SaveChangesAsync(cancellation);
        jobs.Add(PublishJob.KindOfJob, release: former.Id);
        audit.Write("created", $"release/{former.Id}",
            new JsonObject { ["restoresBefore"] = AuditLog.Change(null, release.Id), ["reason"] = AuditLog.Change(null, reason) }, who);
        return former;
    }

    /// <summary>What was not for all yet when a newer release came never will be.</summary>
    public async Task SupersedeAsync(long release, CancellationToken cancellation)
    {
        var older = await db.Rollouts.Where(rollout => rollout.ReleaseId < release
            && (rollout.Stage == RolloutStage.Canary || rollout.Stage == RolloutStage.Part || rollout.Stage == RolloutStage.Halted))
                .ToListAsync(cancellation);
        foreach (var rollout in older)
            rollout.End(RolloutStage.Superseded, FormattableString.Invariant($"release {release} took its place"), time.GetUtcNow());
    }

    private void Change(Rollout rollout, string who, string? reason, Action change)
    {
        var before = rollout.Stage;
        change();
        var changes = new JsonObject { ["stage"] = AuditLog.Change($"{before}", $"{rollout.Stage}") };
        if (reason is not null)
            changes["reason"] = AuditLog.Change(null, reason);
        audit.Write("changed", FormattableString.Invariant($"rollout/{rollout.ReleaseId}"), changes, who);
    }
}
