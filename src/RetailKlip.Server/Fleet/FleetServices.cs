namespace RetailKlip.Server;

internal static class FleetServices
{
    public static void AddFleet(this IServiceCollection services)
    {
        services.AddSingleton<FleetAudience>();
        services.AddScoped<AssertionCheck>();
        services.AddScoped<KioskHeartbeats>();
        services.AddScoped<ReleaseAssignments>();
        services.AddScoped<RolloutGates>();
        services.AddScoped<RolloutChanges>();
        services.AddHostedService<RolloutWatch>();
    }

    public static void MapFleet(this IEndpointRouteBuilder api)
    {
        var fleet = api.MapGroup("/v1");
        fleet.MapToken();
        var kiosks = fleet.MapGroup("/kiosks").WithTags("Fleet");
        kiosks.MapRegistrations();
        kiosks.MapKiosks();
        kiosks.MapCommands();
        kiosks.MapSelf();
        api.MapRollouts();
    }
}
