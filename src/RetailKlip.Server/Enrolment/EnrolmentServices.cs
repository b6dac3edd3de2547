namespace RetailKlip.Server;

internal static class EnrolmentServices
{
    /// <summary>Reference pictures, and the jobs that embed them.</summary>
    public static void AddEnrolment(this IServiceCollection services)
    {
        services.AddSingleton<EnrolmentEncoder>().AddHostedService(provider => provider.GetRequiredService<EnrolmentEncoder>());
        services.AddSingleton<CatalogueEmbeddings>();
        services.AddScoped<Enrolment>();
        services.AddScoped<JobQueue>();
        services.AddScoped<IJobHandler, EmbedJob>();
        services.AddHostedService<JobRunner>();
        services.AddHealthChecks().AddCheck<JobsHealthCheck>("jobs");
    }
}
