using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What staff see and do of registered kiosks.</summary>
internal static class KioskEndpoints
{
    public static void MapKiosks(this IEndpointRouteBuilder kiosks)
    {
        kiosks.MapGet("", ListAsync)
            .WithSummary("Registered kiosks, oldest first; by store, health, ring of the open rollout (first or rest), minutes of silence")
            .Produces<Page<KioskResponse>>();
        kiosks.MapGet("/{kiosk:guid}", GetAsync).WithSummary("One kiosk, with what it said last").Produces<KioskResponse>()
            .ProducesProblem(404);
        kiosks.MapPost("/{kiosk:guid}/revoke", RevokeAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Revokes a kiosk: its key and all its tokens are worth nothing from now on").Produces<KioskResponse>()
            .ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(
        ServerContext db, ReleaseAssignments releases, TimeProvider time, HttpContext http, Guid? after, int? limit, string? store,
        FleetHealth? health,
        string? ring, int? silentFor, CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        if (silentFor is < 0)
            return Problems.Invalid("silentFor", "It is a number of minutes.");
        if (ring is not (null or "first" or "rest"))
            return Problems.Invalid("ring", "It must be first or rest.");
        var found = db.Kiosks.AsNoTracking()
            .Where(kiosk => (after == null || kiosk.Id > after) && (store == null || kiosk.Store == store)
                && (health == null || kiosk.Health == health));
        if (silentFor is { } minutes)
        {
            var since = time.GetUtcNow().AddMinutes(-minutes);
            found = found.Where(kiosk => kiosk.RevokedAt == null && (kiosk.SeenAt == null || kiosk.SeenAt < since));
        }
        if (ring is not null)
        {
            var open = await releases.OpenRolloutAsync(cancellation);
            var (ids, stores, buckets) = open is null ? ([], [], 0) : (open.Kiosks(), open.Stores(), open.Buckets);
            found = ring == "first"
                ? found.Where(kiosk => ids.Contains(kiosk.Id) || stores.Contains(kiosk.Store) || kiosk.Bucket < buckets)
                : found.Where(kiosk => !ids.Contains(kiosk.Id) && !stores.Contains(kiosk.Store) && kiosk.Bucket >= buckets);
        }
        var page = await found.OrderBy(kiosk => kiosk.Id).Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        var assigned = new Dictionary<Guid, long?>();
        foreach (var kiosk in page)
            assigned[kiosk.Id] = (await releases.OfAsync(kiosk, cancellation))?.Version;
        return Results.Ok(Paging.Of(page, http, limit, kiosk => $"{kiosk.Id}", kiosk => KioskResponse.Of(kiosk, assigned[kiosk.Id])));
    }

    private static async Task<IResult> GetAsync(ServerContext db, ReleaseAssignments releases, Guid kiosk,
        CancellationToken cancellation) =>
        await db.Kiosks.AsNoTracking().SingleOrDefaultAsync(one => one.Id == kiosk, cancellation) is { } found
            ? Results.Ok(KioskResponse.Of(found, (await releases.OfAsync(found, cancellation))?.Version, withReport: true))
            : Missing(kiosk);

    private static async Task<IResult> RevokeAsync(
        ServerContext db, AuditLog audit, TimeProvider time, HttpContext http, Guid kiosk, CancellationToken cancellation)
    {
        if (await db.Kiosks.SingleOrDefaultAsync(one => one.Id == kiosk, cancellation) is not { } found)
            return Missing(kiosk);
        if (found.RevokedAt is null)
        {
            var who = http.User.Identity?.Name ?? "";
            found.Revoke(time.GetUtcNow(), who);
            audit.Write(found.Subject, "revoked", false, true, who);
            await db.SaveChangesAsync(cancellation);
            await db.KioskTokens.Where(token => token.KioskId == kiosk).ExecuteDeleteAsync(cancellation);
        }
        return Results.Ok(KioskResponse.Of(found));
    }

    private static IResult Missing(Guid kiosk) => Problems.NotFound($"There is no kiosk {kiosk}.");
}
