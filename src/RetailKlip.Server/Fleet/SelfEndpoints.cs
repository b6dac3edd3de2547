using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What a kiosk says and does of itself, by its own token: none names another.</summary>
internal static class SelfEndpoints
{
    public const string Path = "/api/v1/kiosks/self";

    private const int MaxHeartbeatBytes = 64 * 1024, MostCommands = 20;

    public static void MapSelf(this IEndpointRouteBuilder kiosks)
    {
        var self = kiosks.MapGroup("/self").RequireAuthorization(policy => policy.AddAuthenticationSchemes(KioskTokenHandler.SchemeName)
            .RequireRole(KioskTokenHandler.Role));
        self.MapPut("/key", RenewAsync).WithMetadata(ChangesData.Instance).WithSummary("Takes another key, once it is used first")
            .Produces(204).ProducesProblem(401).ProducesProblem(409).ProducesValidationProblem(422);
        self.MapPost("/heartbeat", HearAsync).WithMetadata(ChangesData.Instance, new BodyLimit(MaxHeartbeatBytes))
            .WithSummary("How the kiosk is; answered by the release to run and what staff want of it")
            .Produces<HeartbeatAnswer>().ProducesProblem(401).ProducesProblem(413).ProducesValidationProblem(422);
    }

    private static async Task<IResult> HearAsync(
        ServerContext db, KioskHeartbeats heartbeats, ReleaseAssignments releases, HttpContext http, Heartbeat heartbeat,
        CancellationToken cancellation)
    {
        if (KioskHeartbeats.FaultOf(heartbeat) is var (member, reason))
            return Problems.Invalid(member, reason);
        var kiosk = await SelfAsync(db, http, cancellation);
        await heartbeats.HearAsync(kiosk, heartbeat, cancellation);
        await db.SaveChangesAsync(cancellation);
        var commands = await db.KioskCommands.AsNoTracking().Where(command => command.KioskId == kiosk.Id && command.FinishedAt == null)
            .OrderBy(command => command.Id)
            .Take(MostCommands).Select(command => new FleetCommand(command.Id, command.Kind)).ToListAsync(cancellation);
        return Results.Ok(new HeartbeatAnswer(await releases.OfAsync(kiosk, cancellation), commands));
    }

    private static async Task<IResult> RenewAsync(
        ServerContext db, AuditLog audit, AssertionCheck check, TimeProvider time, HttpContext http, KeyRenewal renewal,
        CancellationToken cancellation)
    {
        if (!renewal.Key.IsValid())
            return Problems.Invalid("key", "It is no public key on the curve P-256 as a JSON Web Key with kty, crv, x and y.");
        var (kiosk, keyId) = (await SelfAsync(db, http, cancellation), renewal.Key.Thumbprint);
        if (!await check.IsOfKeyAsync(renewal.Proof, kiosk.Id, renewal.Key, cancellation))
            return Problems.Invalid("proof", "It is no assertion that this key signed, made for this server and now.");
        if (await db.Kiosks.AnyAsync(other => other.KeyId == keyId && other.Id != kiosk.Id, cancellation))
            return Problems.Conflict("The key is another kiosk's: make a new one.");
        if (keyId != kiosk.KeyId)
        {
            audit.Write(kiosk.Subject, "key", kiosk.KeyId, keyId, kiosk.Subject);
            (kiosk.NextKey, kiosk.KeySince) = (RegisteredKiosk.Text(renewal.Key), time.GetUtcNow());
            await db.SaveChangesAsync(cancellation);
        }
        return Results.NoContent();
    }

    /// <summary>The kiosk that asks, tracked.</summary>
    private static Task<RegisteredKiosk> SelfAsync(ServerContext db, HttpContext http, CancellationToken cancellation)
    {
        var id = Guid.Parse(http.User.FindFirstValue(ClaimTypes.NameIdentifier)!);
        return db.Kiosks.SingleAsync(kiosk => kiosk.Id == id, cancellation);
    }
}
