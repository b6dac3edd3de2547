using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>What staff see and do of registered kiosks.</summary>
internal static class KioskEndpoints
{
    public static void MapKiosks(this IEndpointRouteBuilder kiosks)
    {
        kiosks.MapGet("", ListAsync).WithSummary("Registered kiosks, oldest first").Produces<Page<KioskResponse>>();
        kiosks.MapGet("/{kiosk:guid}", GetAsync).WithSummary("One kiosk").Produces<KioskResponse>().ProducesProblem(404);
        kiosks.MapPost("/{kiosk:guid}/revoke", RevokeAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Revokes a kiosk: its key and all its tokens are worth nothing from now on").Produces<KioskResponse>().ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(ServerContext db, HttpContext http, Guid? after, int? limit, string? store, CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var found = await db.Kiosks.AsNoTracking().Where(kiosk => (after == null || kiosk.Id > after) && (store == null || kiosk.Store == store))
            .OrderBy(kiosk => kiosk.Id).Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, kiosk => $"{kiosk.Id}", KioskResponse.Of));
    }

    private static async Task<IResult> GetAsync(ServerContext db, Guid kiosk, CancellationToken cancellation) =>
        await db.Kiosks.AsNoTracking().SingleOrDefaultAsync(one => one.Id == kiosk, cancellation) is { } found
            ? Results.Ok(KioskResponse.Of(found))
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
