using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace RetailKlip.Server;

/// <summary>Knows a kiosk by <c>Authorization: Bearer TOKEN</c>, and asks the database each time whether it is revoked.</summary>
internal sealed class KioskTokenHandler(
    ServerContext db, TimeProvider time, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Kiosk", Role = "kiosk";

    private const string Prefix = "Bearer ";

    private const int MaxLetters = 200;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > MaxLetters)
            return AuthenticateResult.NoResult();
        var (digest, now) = (KioskToken.DigestOf(header[Prefix.Length..].Trim()), time.GetUtcNow());
        var found = from token in db.KioskTokens
                    where token.Digest == digest && token.ExpiresAt > now
                    join kiosk in db.Kiosks on token.KioskId equals kiosk.Id
                    where kiosk.RevokedAt == null
                    select kiosk.Id;
        if (await found.ToListAsync(Context.RequestAborted) is not [var id])
            return AuthenticateResult.Fail("The token is no kiosk's, has expired or was revoked.");
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, RegisteredKiosk.SubjectOf(id)), new Claim(ClaimTypes.NameIdentifier, id.ToString()),
            new Claim(ClaimTypes.Role, Role)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer error=\"invalid_token\"";
        return Results.Problem(statusCode: StatusCodes.Status401Unauthorized,
            detail: "Send 'Authorization: Bearer TOKEN' with a kiosk's token of /api/v1/token that is younger than half an hour.").ExecuteAsync(Context);
    }
}
