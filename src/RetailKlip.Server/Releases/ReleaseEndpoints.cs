using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

internal static class ReleaseEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        var releases = api.MapGroup("/releases").WithTags("Releases");
        releases.MapPost("", RequestAsync).WithMetadata(ChangesData.Instance).WithSummary("Publishes all approved products, in the background; with a body ring by ring")
            .Produces<ReleaseResponse>(202).ProducesProblem(409).ProducesValidationProblem(422);
        releases.MapGet("", ListAsync).WithSummary("Releases, newest first").Produces<Page<ReleaseResponse>>();
        releases.MapGet("/{release:long}", GetAsync).WithSummary("What became of a release").Produces<ReleaseResponse>().ProducesProblem(404);
    }

    private static async Task<IResult> RequestAsync(
        ServerContext db, ReleaseReader reader, JobQueue jobs, AuditLog audit, UpdateRepository updates, IOptions<ServerOptions> options, TimeProvider time,
        HttpContext http, RolloutDocument? plan, CancellationToken cancellation)
    {
        if (!updates.Exists)
            return Problems.Conflict($"{updates.Folder} holds no update repository: make one with 'klip keys init', see the server's README.");
        if (await reader.RefusalAsync(cancellation) is { } refusal)
            return Problems.Conflict(refusal);
        if (plan is not null && await RolloutEndpoints.FaultAsync(db, plan, cancellation) is { } fault)
            return fault;
        var (gallery, who) = (options.Value.Gallery, http.User.Identity?.Name ?? "");
        var release = db.Releases.Add(new GalleryRelease { Gallery = gallery, RequestedAt = time.GetUtcNow(), RequestedBy = who }).Entity;
        await db.SaveChangesAsync(cancellation);
        if (plan is not null)
            db.Rollouts.Add(Rollout.Of(release.Id, plan, time.GetUtcNow()));
        jobs.Add(PublishJob.KindOfJob, release: release.Id);
        audit.Write("created", $"release/{release.Id}", new JsonObject { ["gallery"] = new JsonObject { ["from"] = null, ["to"] = gallery } }, who);
        await db.SaveChangesAsync(cancellation);
        return Results.Accepted(FormattableString.Invariant($"/api/releases/{release.Id}"), ReleaseResponse.Of(release));
    }

    private static async Task<IResult> ListAsync(ServerContext db, HttpContext http, long? after, int? limit, CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var found = await db.Releases.AsNoTracking().Where(release => after == null || release.Id < after).OrderByDescending(release => release.Id)
            .Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, release => $"{release.Id}", ReleaseResponse.Of));
    }

    private static async Task<IResult> GetAsync(ServerContext db, long release, CancellationToken cancellation) =>
        await db.Releases.AsNoTracking().SingleOrDefaultAsync(one => one.Id == release, cancellation) is { } found
            ? Results.Ok(ReleaseResponse.Of(found))
            : Problems.NotFound($"There is no release {release}.");
}
