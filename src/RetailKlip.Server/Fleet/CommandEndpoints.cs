using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What staff ask of a kiosk. It hears of it when it speaks next.</summary>
internal static class CommandEndpoints
{
    private const int MostWaiting = 20;

    public static void MapCommands(this IEndpointRouteBuilder kiosks)
    {
        kiosks.MapPost("/{kiosk:guid}/commands", AskAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Asks something of a kiosk: sync or selfTest")
            .Produces<CommandResponse>(201).ProducesProblem(404).ProducesProblem(409).ProducesValidationProblem(422);
        kiosks.MapGet("/{kiosk:guid}/commands", ListAsync).WithSummary("What was asked of a kiosk, newest first")
            .Produces<Page<CommandResponse>>();
    }

    private static async Task<IResult> AskAsync(
        ServerContext db, AuditLog audit, TimeProvider time, HttpContext http, Guid kiosk, CommandDocument wanted,
        CancellationToken cancellation)
    {
        if (!FleetCommandKind.All.Contains(wanted.Kind))
            return Problems.Invalid("kind", $"It must be one of {string.Join(", ", FleetCommandKind.All)}.");
        if (await db.Kiosks.AsNoTracking().SingleOrDefaultAsync(one => one.Id == kiosk && one.RevokedAt == null, cancellation)
            is not { } asked)
            return Problems.NotFound($"There is no kiosk {kiosk} that is not revoked.");
        if (await db.KioskCommands.CountAsync(one => one.KioskId == kiosk && one.FinishedAt == null, cancellation) >= MostWaiting)
            return Problems.Conflict($"{MostWaiting} commands wait for the kiosk already: it was not heard since.");
        var who = http.User.Identity?.Name ?? "";
        var command = db.KioskCommands.Add(new KioskCommand { KioskId = kiosk, Kind = wanted.Kind, AskedAt = time.GetUtcNow(),
            AskedBy = who }).Entity;
        audit.Write(asked.Subject, "command", null, wanted.Kind, who);
        await db.SaveChangesAsync(cancellation);
        return Results.Created($"/api/v1/kiosks/{kiosk}/commands", CommandResponse.Of(command));
    }

    private static async Task<IResult> ListAsync(ServerContext db, HttpContext http, Guid kiosk, long? after, int? limit,
        CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var found = await db.KioskCommands.AsNoTracking().Where(one => one.KioskId == kiosk && (after == null || one.Id < after))
            .OrderByDescending(one => one.Id)
            .Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, one => $"{one.Id}", CommandResponse.Of));
    }
}
