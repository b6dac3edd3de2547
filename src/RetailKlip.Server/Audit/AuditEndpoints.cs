using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", (ServerContext db, HttpContext http, long? after, int? limit, string? subject, CancellationToken cancellation) =>
                PageAsync(db.Audit.Where(entry => subject == null || entry.Subject == subject), http, after, limit, cancellation))
            .WithTags("Audit").WithSummary("Who changed what, newest first").Produces<Page<AuditResponse>>();

    /// <summary>One page of entries, newest first.</summary>
    public static async Task<IResult> PageAsync(
        IQueryable<AuditEntry> entries, HttpContext http, long? after, int? limit, CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var found = await entries.AsNoTracking().Where(entry => after == null || entry.Id < after).OrderByDescending(entry => entry.Id)
            .Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, entry => $"{entry.Id}", AuditResponse.Of));
    }
}
