using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace RetailKlip.Server;

internal static class AccessServices
{
    private const string ByPath = "ByPath";

    /// <summary>Whatever address does not say otherwise is only for the administrator. A kiosk's token is looked at where a kiosk speaks of
    /// itself, and nowhere else; the administrator's is not looked at there.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<AdministratorToken>().AddHostedService(provider => provider.GetRequiredService<AdministratorToken>());
        services.AddAuthentication(ByPath)
            .AddScheme<AuthenticationSchemeOptions, AdministratorTokenHandler>(AdministratorTokenHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, KioskTokenHandler>(KioskTokenHandler.SchemeName, null)
            .AddPolicyScheme(ByPath, null, scheme => scheme.ForwardDefaultSelector = http =>
                http.Request.Path.StartsWithSegments(SelfEndpoints.Path, StringComparison.OrdinalIgnoreCase)
                    ? KioskTokenHandler.SchemeName : AdministratorTokenHandler.SchemeName);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole(AdministratorTokenHandler.Administrator).Build());
    }
}
