using System.Buffers.Text;
using System.Security.Cryptography;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>Gives a kiosk a token for what it signed (client_credentials of RFC 6749, 4.4; private_key_jwt of RFC 7523, 2.2).</summary>
internal static class TokenEndpoint
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int TokenBytes = 32, MaxBytes = 16 * 1024;

    public static void MapToken(this IEndpointRouteBuilder fleet) => fleet.MapPost("/token", GiveAsync).AllowAnonymous().WithTags("Fleet")
        .WithMetadata(new BodyLimit(MaxBytes)).WithSummary("A kiosk's token, for an assertion signed by its key (RFC 7523)")
        .Produces<TokenAnswer>().Produces<TokenRefusal>(400).Produces<TokenRefusal>(401);

    private static async Task<IResult> GiveAsync(ServerContext db, AssertionCheck check, TimeProvider time, HttpContext http,
        CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType)
            return Refuse("invalid_request", "A form is expected (application/x-www-form-urlencoded).");
        var form = await http.Request.ReadFormAsync(cancellation);
        if (form["grant_type"] != "client_credentials")
            return Refuse("unsupported_grant_type", "grant_type must be client_credentials.");
        if (form["client_assertion_type"] != AssertionType)
            return Refuse("invalid_request", $"client_assertion_type must be {AssertionType}.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // Who is refused is not told what was wrong: only its holder could use that.
        if (await check.OfKioskAsync(form["client_assertion"].ToString(), cancellation) is not var (kiosk, key))
            return Refuse("invalid_client", "The assertion is not one of a registered kiosk, made for this server and now.",
                StatusCodes.Status401Unauthorized);
        if (key.Thumbprint != kiosk.KeyId)
            (kiosk.Key, kiosk.KeyId, kiosk.NextKey) = (RegisteredKiosk.Text(key), key.Thumbprint, null);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        db.KioskTokens.Add(new KioskToken { Digest = KioskToken.DigestOf(token), KioskId = kiosk.Id,
            ExpiresAt = time.GetUtcNow() + KioskToken.Lifetime });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return Results.Json(new TokenAnswer(token, "Bearer", (long)KioskToken.Lifetime.TotalSeconds), FleetJson.Default.TokenAnswer);
    }

    private static IResult Refuse(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new TokenRefusal(error, description), ServerJson.Default.TokenRefusal, statusCode: status);
}
