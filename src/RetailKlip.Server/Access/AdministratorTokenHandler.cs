using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace RetailKlip.Server;

/// <summary>Knows the administrator by <c>Authorization: Bearer TOKEN</c>. No browser sends that by itself, so that a foreign page cannot act
/// in the administrator's name.</summary>
internal sealed class AdministratorTokenHandler(
    AdministratorToken token, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    public const string Administrator = "administrator";

    private const string Prefix = SchemeName + " ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.NoResult());
        if (!token.Is(header[Prefix.Length..].Trim()))
            return Task.FromResult(AuthenticateResult.Fail("The token is not the administrator's."));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, Administrator), new Claim(ClaimTypes.Role, Administrator)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = SchemeName;
        return Results.Problem(statusCode: StatusCodes.Status401Unauthorized,
            detail: $"Send 'Authorization: Bearer TOKEN' with the token of the file {AdministratorToken.FileName} in the server's data folder.").ExecuteAsync(Context);
    }
}
