using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>What a kiosk says and does of itself, by its own token: none names another.</summary>
internal static class SelfEndpoints
{
    public const string Path = "/api/v1/kiosks/self";

    public static void MapSelf(this IEndpointRouteBuilder kiosks)
    {
        var self = kiosks.MapGroup("/self").RequireAuthorization(policy => policy.AddAuthenticationSchemes(KioskTokenHandler.SchemeName).RequireRole(KioskTokenHandler.Role));
        self.MapPut("/key", RenewAsync).WithMetadata(ChangesData.Instance).WithSummary("Takes another key, once it is used first")
            .Produces(204).ProducesProblem(401).ProducesProblem(409).ProducesValidationProblem(422);
    }

    private static async Task<IResult> RenewAsync(
        ServerContext db, AuditLog audit, AssertionCheck check, TimeProvider time, HttpContext http, KeyRenewal renewal, CancellationToken cancellation)
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
