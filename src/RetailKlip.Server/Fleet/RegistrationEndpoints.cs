using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>How a kiosk joins the fleet: an administrator makes a code, and whoever has it registers one key by it, once.</summary>
internal static class RegistrationEndpoints
{
    private const int UsualHours = 72, MostHours = 720;

    public static void MapRegistrations(this IEndpointRouteBuilder kiosks)
    {
        kiosks.MapPost("/registrations", MakeAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Makes a code by which one kiosk of a store may register")
            .Produces<RegistrationResponse>(201).ProducesProblem(409).ProducesValidationProblem(422);
        kiosks.MapGet("/registrations", ListAsync).WithSummary("Codes that were made, newest first").Produces<Page<RegistrationResponse>>();
        kiosks.MapDelete("/registrations/{registration:guid}", WithdrawAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Takes a code back that nobody used").Produces(204).ProducesProblem(404);
        kiosks.MapPost("", RegisterAsync).AllowAnonymous().WithMetadata(ChangesData.Instance)
            .WithSummary("Registers a kiosk's key by the secret of a code")
            .Produces<RegistrationAnswer>(201).ProducesProblem(403).ProducesProblem(409).ProducesValidationProblem(422);
    }

    private static async Task<IResult> MakeAsync(
        ServerContext db, AuditLog audit, FleetAudience fleet, IOptions<ServerOptions> options, TimeProvider time, HttpContext http,
        RegistrationDocument wanted,
        CancellationToken cancellation)
    {
        if (!ReleaseTargets.IsName(wanted.Store))
            return Problems.Invalid("store",
                $"'{wanted.Store}' is no name of a store: 1 to 64 lower-case letters, digits and hyphens are expected.");
        var name = wanted.Name ?? wanted.Store;
        if (name.Length is 0 or > RegisteredKiosk.MaxName
            || name.Any(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format))
            return Problems.Invalid("name", $"1 to {RegisteredKiosk.MaxName} letters without control and format characters are expected.");
        if (wanted.Hours is < 1 or > MostHours)
            return Problems.Invalid("hours", $"1 to {MostHours} are expected.");
        if (fleet.Fingerprint is not { } fingerprint)
            return Problems.Conflict("There is no update repository yet, by whose fingerprint kiosks know the server: make one with 'klip keys init'.");
        var text = options.Value.Address.Length > 0 ? options.Value.Address : $"{http.Request.Scheme}://{http.Request.Host}/";
        if (!Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address)
            || !RegistrationCode.IsAddress(address))
            return Problems.Conflict($"{text} is no address that kiosks could be given: set Server:Address.");
        var (now, who, secret) = (time.GetUtcNow(), http.User.Identity?.Name ?? "", RegistrationCode.NewSecret());
        var registration = db.Registrations.Add(new Registration
        {
            Id = Guid.CreateVersion7(now), Store = wanted.Store, Name = name, SecretDigest = Registration.DigestOf(secret),
                CreatedAt = now, CreatedBy = who,
            ExpiresAt = now.AddHours(wanted.Hours ?? UsualHours),
        }).Entity;
        audit.Write("created", $"registration/{registration.Id}", new() { ["store"] = AuditLog.Change(null, wanted.Store) }, who);
        await db.SaveChangesAsync(cancellation);
        var code = new RegistrationCode(address, secret, fingerprint).ToText();
        http.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/api/v1/kiosks/registrations/{registration.Id}", RegistrationResponse.Of(registration, code));
    }

    private static async Task<IResult> ListAsync(ServerContext db, HttpContext http, Guid? after, int? limit,
        CancellationToken cancellation)
    {
        if (Paging.Fault(limit) is { } fault)
            return fault;
        var found = await db.Registrations.AsNoTracking().Where(one => after == null || one.Id < after).OrderByDescending(one => one.Id)
            .Take(Paging.Size(limit) + 1).ToListAsync(cancellation);
        return Results.Ok(Paging.Of(found, http, limit, one => $"{one.Id}", one => RegistrationResponse.Of(one)));
    }

    private static async Task<IResult> WithdrawAsync(ServerContext db, AuditLog audit, HttpContext http, Guid registration,
        CancellationToken cancellation)
    {
        if (await db.Registrations.SingleOrDefaultAsync(one => one.Id == registration && one.KioskId == null, cancellation)
            is not { } found)
            return Problems.NotFound($"There is no registration {registration} that nobody used.");
        db.Registrations.Remove(found);
        audit.Write("removed", $"registration/{registration}", [], http.User.Identity?.Name ?? "");
        await db.SaveChangesAsync(cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> RegisterAsync(
        ServerContext db, AuditLog audit, FleetAudience fleet, IOptions<ServerOptions> options, TimeProvider time,
        RegistrationRequest request,
        CancellationToken cancellation)
    {
        if (!request.Key.IsValid())
            return Problems.Invalid("key", "It is no public key on the curve P-256 as a JSON Web Key with kty, crv, x and y.");
        var (digest, now, keyId) = (Registration.DigestOf(request.Secret), time.GetUtcNow(), request.Key.Thumbprint);
        var registration = await db.Registrations.SingleOrDefaultAsync(one => one.SecretDigest == digest && one.ExpiresAt > now,
            cancellation);
        var kiosk = await db.Kiosks.SingleOrDefaultAsync(one => one.KeyId == keyId, cancellation);
        // Who did not hear the answer may ask again with the same key.
        var isRepeated = kiosk is { RevokedAt: null } && registration?.KioskId == kiosk.Id;
        if (registration is null || fleet.Value is null || registration.KioskId is not null && !isRepeated)
            return Results.Problem("The registration code was used, has expired, or never was one: ask for another.",
                statusCode: StatusCodes.Status403Forbidden);
        if (kiosk is not null && !isRepeated)
            return Problems.Conflict("The key is another registration's: make a new one for every kiosk.");
        if (kiosk is null)
        {
            var id = Guid.CreateVersion7(now);
            kiosk = db.Kiosks.Add(new RegisteredKiosk
            {
                Id = id, Bucket = RegisteredKiosk.BucketOf(id), Store = registration.Store, Name = registration.Name,
                    Key = RegisteredKiosk.Text(request.Key), KeyId = keyId,
                KeySince = now, RegisteredAt = now,
            }).Entity;
            (registration.KioskId, registration.Revision) = (kiosk.Id, Guid.NewGuid());
            audit.Write("created", kiosk.Subject,
                new() { ["store"] = AuditLog.Change(null, kiosk.Store), ["key"] = AuditLog.Change(null, keyId) },
                $"registration/{registration.Id}");
            await db.SaveChangesAsync(cancellation);
        }
        var gallery = await db.Stores.AnyAsync(store => store.Name == kiosk.Store, cancellation) ? kiosk.Store : options.Value.Gallery;
        return Results.Created($"/api/v1/kiosks/{kiosk.Id}",
            new RegistrationAnswer(kiosk.Id, kiosk.Store, gallery, fleet.Value, kiosk.RegisteredAt));
    }
}
