using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace RetailKlip.Server;

internal static class AccessServices
{
    /// <summary>Whatever address does not say otherwise is only for the administrator.</summary>
    public static void AddAdministratorToken(this IServiceCollection services)
    {
        services.AddSingleton<AdministratorToken>().AddHostedService(provider => provider.GetRequiredService<AdministratorToken>());
        services.AddAuthentication(AdministratorTokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, AdministratorTokenHandler>(AdministratorTokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
