namespace RetailKlip.Server;

internal static class ReleaseServices
{
    /// <summary>Releases, and the update repository that kiosks get them from.</summary>
    public static void AddReleases(this IServiceCollection services)
    {
        services.AddSingleton<UpdateRepository>();
        services.AddScoped<ReleaseReader>();
        services.AddScoped<ReleasePreparation>();
        services.AddScoped<IJobHandler, PublishJob>();
        services.AddHostedService<RepositoryRenewal>();
        services.AddSingleton<UpdatesHealthCheck>().AddHealthChecks().AddCheck<UpdatesHealthCheck>("updates");
    }
}
