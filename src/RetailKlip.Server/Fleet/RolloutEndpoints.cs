using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What an administrator does with a release on its way through the fleet.</summary>
internal static class RolloutEndpoints
{
    private const int MostSoakMinutes = 60 * 24 * 90;

    public static void MapRollouts(this IEndpointRouteBuilder api)
    {
        var release = api.MapGroup("/releases/{release:long}").WithTags("Releases");
        release.MapGet("/rollout", GetAsync).WithSummary("How far a release has come in the fleet, and how the kiosks that run it are")
            .Produces<RolloutResponse>().ProducesProblem(404);
        Map(release, "advance", "Leads a release to the next ring", AdvanceAsync);
        Map(release, "halt", "Gives a release to nobody more", HaltAsync);
        Map(release, "resume", "Goes on with a halted release", ResumeAsync);
        release.MapPost("/rollback", RollBackAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Publishes, to all, a new release with the content from before this one").Produces<ReleaseResponse>(202)
            .ProducesProblem(404).ProducesProblem(409);
        var pin = api.MapGroup("/stores/{store}/pin").WithTags("Stores");
        pin.MapPut("", PinAsync).WithMetadata(ChangesData.Instance).WithSummary("Keeps a store's kiosks at a version of their gallery")
            .Produces<PinDocument>().ProducesProblem(409).ProducesValidationProblem(422);
        pin.MapGet("", PinnedAsync).WithSummary("The version that a store is kept at").Produces<PinDocument>().ProducesProblem(404);
        pin.MapDelete("", UnpinAsync).WithMetadata(ChangesData.Instance).WithSummary("Lets a store follow the rollouts again").Produces(204)
            .ProducesProblem(404);
    }

    /// <returns>What is wrong with a plan; null where nothing is.</returns>
    public static async Task<IResult?> FaultAsync(ServerContext db, RolloutDocument plan, CancellationToken cancellation)
    {
        var (kiosks, stores) = (plan.CanaryKiosks ?? [], plan.CanaryStores ?? []);
        if (plan.Percent is < 0 or > 99)
            return Problems.Invalid("percent", "0 to 99 are expected.");
        if (plan.SoakMinutes is < 1 or > MostSoakMinutes)
            return Problems.Invalid("soakMinutes", $"1 to {MostSoakMinutes} are expected.");
        if (kiosks.Count > Rollout.MostNamed || stores.Count > Rollout.MostNamed)
            return Problems.Invalid("canaryKiosks", $"At most {Rollout.MostNamed} kiosks and as many stores are expected.");
        if (kiosks.Count + stores.Count == 0 && plan.Percent == 0)
            return Problems.Invalid("percent", "A release that nobody gets is none: name canaries, or a share.");
        if (stores.FirstOrDefault(store => !ReleaseTargets.IsName(store)) is { } wrong)
            return Problems.Invalid("canaryStores", $"'{wrong}' is no name of a store.");
        var known = await db.Kiosks.Where(kiosk => kiosks.Contains(kiosk.Id) && kiosk.RevokedAt == null).Select(kiosk => kiosk.Id)
            .ToListAsync(cancellation);
        return kiosks.Except(known).Take(1).ToList() is [var unknown]
            ? Problems.Invalid("canaryKiosks", $"There is no kiosk {unknown} that is not revoked.") : null;
    }

    private static void Map(IEndpointRouteBuilder release, string action, string summary, Action<Rollout, RolloutChanges, string> change) =>
        release.MapPost($"/{action}", async (
            ServerContext db, RolloutChanges changes, RolloutGates gates, HttpContext http, long release, CancellationToken cancellation) =>
        {
            if (await db.Rollouts.SingleOrDefaultAsync(one => one.ReleaseId == release, cancellation) is not { } rollout)
                return Missing(release);
            var before = rollout.Revision;
            change(rollout, changes, http.User.Identity?.Name ?? "");
            if (rollout.Revision == before)
                return Problems.Conflict($"Release {release} is {rollout.Stage}: it cannot {action} now.");
            await db.SaveChangesAsync(cancellation);
            var (running, judged) = await gates.LookAsync(rollout, cancellation);
            return Results.Ok(RolloutResponse.Of(rollout, running, judged));
        }).WithMetadata(ChangesData.Instance).WithSummary(summary).Produces<RolloutResponse>().ProducesProblem(404).ProducesProblem(409);

    private static void AdvanceAsync(Rollout rollout, RolloutChanges changes, string who)
    {
        if (rollout.Stage is RolloutStage.Canary or RolloutStage.Part)
            changes.Advance(rollout, who);
    }

    private static void HaltAsync(Rollout rollout, RolloutChanges changes, string who)
    {
        if (rollout.Stage is RolloutStage.Canary or RolloutStage.Part)
            changes.Halt(rollout, $"{who} halted it", who);
    }

    private static void ResumeAsync(Rollout rollout, RolloutChanges changes, string who)
    {
        if (rollout.Stage == RolloutStage.Halted)
            changes.Resume(rollout, who);
    }

    private static async Task<IResult> GetAsync(ServerContext db, RolloutGates gates, long release, CancellationToken cancellation)
    {
        if (await db.Rollouts.AsNoTracking().SingleOrDefaultAsync(one => one.ReleaseId == release, cancellation) is not { } rollout)
            return Missing(release);
        var (running, judged) = await gates.LookAsync(rollout, cancellation);
        return Results.Ok(RolloutResponse.Of(rollout, running, judged));
    }

    private static async Task<IResult> RollBackAsync(
        ServerContext db, RolloutChanges changes, ReleaseAssignments releases, HttpContext http, long release,
        CancellationToken cancellation)
    {
        if (await db.Releases.SingleOrDefaultAsync(one => one.Id == release, cancellation) is not { } found)
            return Problems.NotFound($"There is no release {release}.");
        var rollout = await db.Rollouts.SingleOrDefaultAsync(one => one.ReleaseId == release, cancellation);
        if (found.Stage != ReleaseStage.Published || rollout?.Stage is RolloutStage.RolledBack or RolloutStage.Superseded
            || await db.Releases.AnyAsync(later => later.Restores == release || later.Id > release
            && later.Stage == ReleaseStage.Published, cancellation))
            return Problems.Conflict($"Release {release} is not the newest published one, or was rolled back already.");
        var galleries = await db.ReleaseVersions.Where(version => version.ReleaseId == release).Select(version => version.Gallery)
            .ToListAsync(cancellation);
        var hasFormer = false;
        foreach (var gallery in galleries)
            hasFormer |= await releases.StableAsync(gallery, release, cancellation) is not null;
        if (!hasFormer)
            return Problems.Conflict($"There was no release for everybody before {release} that could be brought back.");
        var who = http.User.Identity?.Name ?? "";
        var former = await changes.RollBackAsync(found, rollout, $"{who} rolled it back", who, cancellation);
        await db.SaveChangesAsync(cancellation);
        return Results.Accepted(FormattableString.Invariant($"/api/releases/{former.Id}"), ReleaseResponse.Of(former));
    }

    private static async Task<IResult> PinAsync(
        ServerContext db, AuditLog audit, TimeProvider time, HttpContext http, string store, PinDocument wanted,
        CancellationToken cancellation)
    {
        if (!ReleaseTargets.IsName(store))
            return Problems.Invalid("store", $"'{store}' is no name of a store.");
        if (!await db.ReleaseVersions.AnyAsync(version => version.Gallery == wanted.Gallery && version.Version == wanted.Version,
            cancellation))
            return Problems.Conflict($"There is no version {wanted.Version} of gallery '{wanted.Gallery}': see the releases.");
        var who = http.User.Identity?.Name ?? "";
        var pin = await db.StorePins.SingleOrDefaultAsync(one => one.Store == store, cancellation);
        audit.Write($"store/{store}", "pin", pin is null ? null : Text(pin.Gallery, pin.Version),
            Text(wanted.Gallery, wanted.Version), who);
        pin ??= db.StorePins.Add(new StorePin { Store = store, Gallery = wanted.Gallery, PinnedBy = who }).Entity;
        (pin.Gallery, pin.Version, pin.PinnedAt, pin.PinnedBy) = (wanted.Gallery, wanted.Version, time.GetUtcNow(), who);
        await db.SaveChangesAsync(cancellation);
        return Results.Ok(wanted);
    }

    private static async Task<IResult> PinnedAsync(ServerContext db, string store, CancellationToken cancellation) =>
        await db.StorePins.AsNoTracking().SingleOrDefaultAsync(one => one.Store == store, cancellation) is { } pin
            ? Results.Ok(new PinDocument(pin.Gallery, pin.Version))
            : Problems.NotFound($"Store {store} is not pinned.");

    private static async Task<IResult> UnpinAsync(ServerContext db, AuditLog audit, HttpContext http, string store,
        CancellationToken cancellation)
    {
        if (await db.StorePins.SingleOrDefaultAsync(one => one.Store == store, cancellation) is not { } pin)
            return Problems.NotFound($"Store {store} is not pinned.");
        db.StorePins.Remove(pin);
        audit.Write($"store/{store}", "pin", Text(pin.Gallery, pin.Version), null, http.User.Identity?.Name ?? "");
        await db.SaveChangesAsync(cancellation);
        return Results.NoContent();
    }

    private static string Text(string gallery, long version) => FormattableString.Invariant($"{gallery} {version}");

    private static IResult Missing(long release) =>
        Problems.NotFound($"Release {release} has no rollout: it was for everybody at once, or there is none.");
}
